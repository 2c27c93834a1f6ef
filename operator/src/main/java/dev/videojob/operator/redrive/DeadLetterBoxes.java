package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.source.SqsClients;
import java.time.InstantSource;

/** Opens dead-letter queues. */
@FunctionalInterface
public interface DeadLetterBoxes {
  /**
   * Opens one; nothing is asked of it yet.
   *
   * @param sqs says region and endpoint
   * @throws IllegalArgumentException when the settings cannot be used; the message says why
   */
  DeadLetterBox open(Sqs sqs, String deadLetterQueueUrl);

  static DeadLetterBoxes sqs(SqsClients clients, InstantSource clock) {
    return (sqs, url) -> new SqsDeadLetterBox(clients, sqs, url, clock);
  }
}
