package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.intake.source.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/** Takes messages, or records of them, of which no work can be made. */
@FunctionalInterface
public interface Refusals {
  /**
   * Hands a message, or a record of it, to the queue's dead-letter queue, or, where it has none,
   * says so. It may be refused twice when the operator dies before the message is deleted; its id
   * tells.
   *
   * @param message as it was before it died, if it was a dead letter
   * @return whether the message may be deleted; false (or an exception) leaves it in the queue
   */
  boolean refuse(VideoQueue queue, ReceivedMessage message, Refusal refusal);

  /**
   * Why it is refused.
   *
   * @param sentence for people
   * @param recordIndex place of the refused record; null when the whole message is refused
   * @param recordCount number of the message's records
   * @param failed the VideoJob of the same work that failed, if there is one
   */
  record Refusal(
      String sentence,
      @Nullable Integer recordIndex,
      @Nullable Integer recordCount,
      @Nullable RedriveOf failed) {}
}
