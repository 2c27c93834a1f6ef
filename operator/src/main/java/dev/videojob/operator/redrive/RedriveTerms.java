package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.message.InvalidMappingException;
import dev.videojob.operator.intake.message.MessageReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a redrive can go on, and between which queues. Pure. */
sealed interface RedriveTerms {
  /** It can. */
  record Agreed(Sqs sqs, String deadLetterQueueUrl, MessageReader reader) implements RedriveTerms {}

  /** Not yet. */
  record Missing(String reason, String sentence) implements RedriveTerms {}

  /** Never. */
  record Refused(String reason, String sentence) implements RedriveTerms {}

  /**
   * The terms of {@code redrive}.
   *
   * @param queue that it names, if there is one
   */
  static RedriveTerms of(DeadLetterRedrive redrive, Optional<VideoQueue> queue) {
    var name = redrive.getSpec().queueRef();
    if (queue.isEmpty()) {
      return new Missing(
          "QueueMissing",
          "The VideoQueue %s of spec.queueRef does not exist; create it and this goes on."
              .formatted(name));
    }
    var sqs = queue.get().getSpec().sqs();
    if (sqs == null) {
      return new Refused(
          "NoSourceQueue",
          "The VideoQueue %s has no spec.sqs, so there are no letters and nowhere to return them;"
                  .formatted(name)
              + " name another in spec.queueRef of another DeadLetterRedrive.");
    }
    return between(name, sqs, queue.get(), begunWith(redrive));
  }

  private static RedriveTerms between(
      String name, Sqs sqs, VideoQueue queue, @Nullable String begunWith) {
    var deadLetters = sqs.deadLetterQueueUrl();
    if (deadLetters == null) {
      return new Refused(
          "NoDeadLetterQueue",
          "The VideoQueue %s has no spec.sqs.deadLetterQueueUrl; set it and create another"
                  .formatted(name)
              + " DeadLetterRedrive.");
    }
    if (deadLetters.equals(sqs.queueUrl())) {
      return new Refused(
          "SameQueue",
          "spec.sqs.deadLetterQueueUrl of the VideoQueue %s is its queueUrl; name a queue of its own"
                  .formatted(name)
              + " and create another DeadLetterRedrive.");
    }
    if (begunWith != null && !begunWith.equals(deadLetters)) {
      return new Refused(
          "DeadLetterQueueChanged",
          "The VideoQueue %s has another spec.sqs.deadLetterQueueUrl than when this began; create"
                  .formatted(name)
              + " another DeadLetterRedrive for what is left.");
    }
    try {
      return new Agreed(sqs, deadLetters, new MessageReader(queue.getSpec()));
    } catch (InvalidMappingException e) {
      return new Missing(
          "InvalidMapping",
          "The messages of the VideoQueue %s cannot be read: %s".formatted(name, e.getMessage()));
    }
  }

  private static @Nullable String begunWith(DeadLetterRedrive redrive) {
    return redrive.getStatus() == null ? null : redrive.getStatus().deadLetterQueueUrl();
  }
}
