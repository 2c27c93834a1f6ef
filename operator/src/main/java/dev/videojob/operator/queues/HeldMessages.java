package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;

/** Which VideoJobs need their message to stay invisible. */
public final class HeldMessages {
  private HeldMessages() {}

  /**
   * Whether {@code job} does: while it works, unless it stands for the message itself by now, and
   * until its dead letter is accepted. A finished record of a message lets go; the records that
   * still work hold it, and where one of them was never made, the message comes again and makes it.
   */
  public static boolean held(VideoJob job) {
    if (job.getSpec().origin() == null || job.settled()) {
      return false;
    }
    var status = job.getStatus();
    if (status == null) {
      return true;
    }
    var settlement = status.settlement();
    if (settlement.ownedAt() != null || settlement.messageDeletedAt() != null) {
      return false;
    }
    return !status.ended()
        || (status.state() == JobState.DEAD_LETTERED && settlement.deadLetteredAt() == null);
  }
}
