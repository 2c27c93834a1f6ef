package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;

/** Which VideoJobs need their message to stay invisible. */
public final class HeldMessages {
  private HeldMessages() {}

  /**
   * Whether {@code job} does: while it works, and until its dead letter is accepted. A finished
   * record of a message lets go; the records that still work hold it, and where one of them was
   * never made, the message comes again and makes it.
   */
  public static boolean held(VideoJob job) {
    if (job.getSpec().origin() == null) {
      return false;
    }
    var status = job.getStatus();
    if (status == null || !status.ended()) {
      return true;
    }
    var settlement = status.settlement();
    return settlement.messageDeletedAt() == null
        && status.state() == JobState.DEAD_LETTERED
        && settlement.deadLetteredAt() == null;
  }
}
