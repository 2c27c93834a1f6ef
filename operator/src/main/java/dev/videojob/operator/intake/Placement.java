package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.Names;
import org.jspecify.annotations.Nullable;

/** Where a piece of work that a message asks for stands. */
sealed interface Placement {
  /**
   * A VideoJob of this message stands for it.
   *
   * @param isNew whether it was made just now
   */
  record Ours(VideoJob job, boolean isNew) implements Placement {}

  /** A VideoJob stands for it that does not need this message. */
  record Elsewhere(String jobName) implements Placement {}

  /**
   * It is not accepted.
   *
   * @param failed the VideoJob of the same work that failed; redriving the refusal repeats it
   */
  record Refused(String reason, @Nullable RedriveOf failed) implements Placement {}

  /** It cannot be told yet. */
  record NotYet(String reason) implements Placement {}

  /**
   * Judges a VideoJob that has the name of the work already.
   *
   * <ul>
   *   <li>Not of this identity: somebody else's; said aloud.
   *   <li>Of this message, and the message was deleted: a standard queue delivers at times once
   *       more; the fate is durable, so it is deleted again.
   *   <li>Of this message, and the VideoJob stands for it (owned) but has not deleted it yet:
   *       deleted here, as its work needs the message no longer.
   *   <li>Of this message otherwise: a redelivery; the VideoJob gets the new receipt, whether it
   *       still works or waits to settle.
   *   <li>Of another message, and it failed. Deleting the message would lose what somebody wants
   *       done, so it is refused; its dead letter tells of that failure and can be redriven. A
   *       letter of that failure itself does not come here: it asks for work of another name.
   *   <li>Of another message otherwise: that message (or the outcome, when it is gone already)
   *       stands for the work. Deleting the duplicate loses nothing, since the VideoJob is durable
   *       and settles its own message; two messages for one VideoJob would be two fates.
   *   <li>Of another message and being deleted: what a person cancels may be asked for anew, so the
   *       message waits until the name is free.
   * </ul>
   *
   * @param fingerprint of the identity that the message asks for
   */
  static Placement of(VideoJob existing, String fingerprint, ReceivedMessage message) {
    String name = existing.getMetadata().getName();
    var annotations = existing.getMetadata().getAnnotations();
    var origin = existing.getSpec().origin();
    if (annotations == null
        || origin == null
        || !fingerprint.equals(annotations.get(Names.IDENTITY_ANNOTATION))) {
      return new Refused(
          "The VideoJob "
              + name
              + " has the name of this work but was not made for it; delete it and redrive this"
              + " message.",
          null);
    }
    if (origin.messageId().equals(message.messageId())) {
      return standsAlone(existing) ? new Elsewhere(name) : new Ours(existing, false);
    }
    if (existing.isMarkedForDeletion()) {
      return new NotYet("The VideoJob " + name + " of the same work is being deleted.");
    }
    return failed(existing)
        ? new Refused(
            "The VideoJob "
                + name
                + " of the same work has failed already; redrive this dead letter to have it worked"
                + " on again.",
            new RedriveOf(name, existing.getMetadata().getUid()))
        : new Elsewhere(name);
  }

  private static boolean failed(VideoJob job) {
    return job.ended() && job.getStatus().state() != JobState.SUCCEEDED;
  }

  private static boolean standsAlone(VideoJob job) {
    if (job.getStatus() == null) {
      return false;
    }
    var settlement = job.getStatus().settlement();
    return settlement.messageDeletedAt() != null || settlement.ownedAt() != null;
  }
}
