package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.source.SqsClients;
import java.time.Duration;
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

  /**
   * Queues of SQS.
   *
   * @param hold how long a letter is held from its receive, unless it is released
   */
  static DeadLetterBoxes sqs(SqsClients clients, Duration hold, InstantSource clock) {
    return (sqs, url) -> new SqsDeadLetterBox(clients, sqs, url, hold, clock);
  }
}
