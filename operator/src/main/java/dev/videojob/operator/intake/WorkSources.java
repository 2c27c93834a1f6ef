package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.intake.source.WorkSource;
import java.time.InstantSource;

/** Opens the source of a queue's messages. */
@FunctionalInterface
public interface WorkSources {
  /**
   * Opens a source; nothing is asked of the queue yet.
   *
   * @throws IllegalArgumentException when the settings cannot be used; the message says why
   */
  WorkSource open(VideoQueueSpec.Sqs sqs);

  static WorkSources sqs(SqsClients clients, InstantSource clock) {
    return sqs -> new SqsWorkSource(clients.forQueue(sqs), sqs, clock);
  }
}
