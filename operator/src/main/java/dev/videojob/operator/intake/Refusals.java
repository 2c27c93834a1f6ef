package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.intake.source.ReceivedMessage;

/** Takes messages of which no work can be made. */
@FunctionalInterface
public interface Refusals {
  /**
   * Hands a message to the queue's dead-letter queue, or, where it has none, says so. A message may
   * be refused twice when the operator dies before it is deleted; its id tells.
   *
   * @param reason a sentence for people
   * @return whether the message may be deleted; false (or an exception) leaves it in the queue
   */
  boolean refuse(VideoQueue queue, ReceivedMessage message, String reason);
}
