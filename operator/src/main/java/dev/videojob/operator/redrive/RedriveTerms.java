package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.message.InvalidMappingException;
import dev.videojob.operator.intake.message.MessageReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether dead letters of a queue can return, and between which queues. Pure. */
public sealed interface RedriveTerms {
  /** It can. */
  record Agreed(Sqs sqs, String deadLetterQueueUrl, MessageReader reader) implements RedriveTerms {}

  /** Not yet; it goes on when that is mended. */
  record Missing(String reason, String sentence) implements RedriveTerms {}

  /**
   * Never.
   *
   * @param fault what is wrong, without a full stop
   * @param remedy what to do, as the end of a sentence
   */
  record Refused(String reason, String fault, String remedy) implements RedriveTerms {
    String sentence() {
      return fault + "; " + remedy + ".";
    }
  }

  /** The terms of a redrive of {@code queue} that has not begun, and of a look at its letters. */
  static RedriveTerms of(VideoQueue queue) {
    return of(queue, null);
  }

  /**
   * The terms of {@code redrive}.
   *
   * @param queue that it names, if there is one
   */
  static RedriveTerms of(DeadLetterRedrive redrive, Optional<VideoQueue> queue) {
    return queue
        .map(found -> of(found, begunWith(redrive)))
        .orElseGet(
            () ->
                new Missing(
                    "QueueMissing",
                    "The VideoQueue %s of spec.queueRef does not exist; create it and this goes on."
                        .formatted(redrive.getSpec().queueRef())));
  }

  private static RedriveTerms of(VideoQueue queue, @Nullable String begunWith) {
    var name = queue.getMetadata().getName();
    var sqs = queue.getSpec().sqs();
    if (sqs == null) {
      return new Refused(
          "NoSourceQueue",
          "The VideoQueue %s has no spec.sqs, so there are no letters and nowhere to return them"
              .formatted(name),
          "name another in spec.queueRef of another DeadLetterRedrive");
    }
    return between(name, sqs, queue, begunWith);
  }

  private static RedriveTerms between(
      String name, Sqs sqs, VideoQueue queue, @Nullable String begunWith) {
    var deadLetters = sqs.deadLetterQueueUrl();
    if (deadLetters == null) {
      return new Refused(
          "NoDeadLetterQueue",
          "The VideoQueue %s has no spec.sqs.deadLetterQueueUrl".formatted(name),
          "set it and create another DeadLetterRedrive");
    }
    if (deadLetters.equals(sqs.queueUrl())) {
      return new Refused(
          "SameQueue",
          "spec.sqs.deadLetterQueueUrl of the VideoQueue %s is its queueUrl".formatted(name),
          "name a queue of its own and create another DeadLetterRedrive");
    }
    if (begunWith != null && !begunWith.equals(deadLetters)) {
      return new Refused(
          "DeadLetterQueueChanged",
          "The VideoQueue %s has another spec.sqs.deadLetterQueueUrl than when this began"
              .formatted(name),
          "create another DeadLetterRedrive for what is left");
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
