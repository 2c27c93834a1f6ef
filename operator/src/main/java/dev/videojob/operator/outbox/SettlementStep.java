package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the outside is still to be told of a job that has ended. */
public enum SettlementStep {
  TELL_METADATA,
  TELL_PROCESSED,
  HAND_TO_DEAD_LETTERS,
  DELETE_MESSAGE;

  /**
   * The steps that are left, in their order. The message is deleted last, and only when its fate is
   * durable: a dead letter has been accepted, and the message's other records have ended too, or
   * this job stands for its record already.
   *
   * @param sqs of the job's queue, if it has one
   * @param fate whether the message may be settled
   */
  public static List<SettlementStep> remaining(
      VideoJobSpec spec, VideoJobStatus status, @Nullable Sqs sqs, MessageFate fate) {
    var settlement = status.settlement();
    var steps = new ArrayList<SettlementStep>();
    if (settlement.metadataRevision() == null
        || settlement.metadataRevision() < status.revision()) {
      steps.add(TELL_METADATA);
    }
    if (sqs == null) {
      return steps;
    }
    if (sqs.processedQueueUrl() != null && settlement.processedAt() == null) {
      steps.add(TELL_PROCESSED);
    }
    if (spec.origin() == null || fate == MessageFate.UNSEALED) {
      return steps;
    }
    var handOver = status.state() == JobState.DEAD_LETTERED && settlement.deadLetteredAt() == null;
    if (handOver) {
      steps.add(HAND_TO_DEAD_LETTERS);
    }
    var free = fate == MessageFate.OURS || settlement.ownedAt() != null;
    if (settlement.messageDeletedAt() == null && free) {
      steps.add(DELETE_MESSAGE);
    }
    return steps;
  }
}
