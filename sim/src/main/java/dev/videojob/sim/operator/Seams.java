package dev.videojob.sim.operator;

import dev.videojob.operator.act.AttemptJobs;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.observe.ClusterReads;
import dev.videojob.operator.outbox.MetadataStore;
import dev.videojob.operator.outbox.QueueSender;
import dev.videojob.operator.reconcile.StatusWriter;
import dev.videojob.operator.redrive.DeadLetterBox;
import dev.videojob.operator.redrive.RedriveStore;
import dev.videojob.operator.tombstones.SegmentStore;

/** Where a test puts a fault of its own making into an operator, to see that it is found. */
public interface Seams {
  /** An operator as it is. */
  Seams NONE = new Seams() {};

  default VideoJobStore store(VideoJobStore real) {
    return real;
  }

  default WorkSource source(WorkSource real) {
    return real;
  }

  default AttemptJobs jobs(AttemptJobs real) {
    return real;
  }

  default ClusterReads reads(ClusterReads real) {
    return real;
  }

  /** Writes statuses; {@code store} is for a writer that reads. */
  default StatusWriter statuses(StatusWriter real, VideoJobStore store) {
    return real;
  }

  default QueueSender sender(QueueSender real) {
    return real;
  }

  default MetadataStore metadata(MetadataStore real) {
    return real;
  }

  default RedriveStore redrives(RedriveStore real) {
    return real;
  }

  default DeadLetterBox letters(DeadLetterBox real) {
    return real;
  }

  default SegmentStore segments(SegmentStore real) {
    return real;
  }

  /** Whether a VideoJob that is being deleted is settled before it goes. */
  default boolean settlesBeforeGoing() {
    return true;
  }
}
