package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.WorkSources;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.resources.Names;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes a message by the newest lease in its VideoJob's annotation. */
public final class LeaseDeletion implements MessageDeletion {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseDeletion.class);

  private final WorkSources sources;

  public LeaseDeletion(WorkSources sources) {
    this.sources = sources;
  }

  @Override
  public void delete(VideoJob job, Sqs sqs) throws DeletionRefused {
    var lease = Lease.fromJson(job.getMetadata().getAnnotations().get(Names.LEASE_ANNOTATION));
    if (lease.isEmpty()) {
      LOG.warn("VideoJob {} has no lease to delete its message by", job.getMetadata().getName());
      return;
    }
    switch (delete(lease.get(), sqs)) {
      case DeleteOutcome.Deleted deleted -> {}
      case DeleteOutcome.Lost lost ->
          LOG.info(
              "the lease of VideoJob {} was lost before its message was deleted: {}",
              job.getMetadata().getName(),
              lost.reason());
      case DeleteOutcome.TryAgain again -> throw new DeletionRefused(again.reason());
    }
  }

  private DeleteOutcome delete(Lease lease, Sqs sqs) throws DeletionRefused {
    try {
      return sources.open(sqs).delete(List.of(lease)).getFirst();
    } catch (IllegalArgumentException unusable) {
      throw new DeletionRefused("the queue's settings cannot be used: " + unusable.getMessage());
    }
  }
}
