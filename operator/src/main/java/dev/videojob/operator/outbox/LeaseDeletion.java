package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.WorkSources;
import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.resources.Names;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes a message by the newest lease in its VideoJob's annotation. */
public final class LeaseDeletion implements MessageDeletion {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseDeletion.class);

  private final SharedCalls<Sqs, Lease, DeleteOutcome> calls;

  /**
   * @param gap between two calls to a queue that are not full; zero has each message deleted at
   *     once
   */
  public LeaseDeletion(WorkSources sources, Duration gap) {
    this.calls =
        new SharedCalls<>(
            (sqs, leases) -> sources.open(sqs).delete(leases),
            new SharedCalls.Room(WorkSource.BATCH, Integer.MAX_VALUE),
            _ -> 0,
            gap);
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
      return calls.ask(sqs, lease);
    } catch (IllegalArgumentException unusable) {
      throw new DeletionRefused("the queue's settings cannot be used: " + unusable.getMessage());
    } catch (InterruptedException stops) {
      Thread.currentThread().interrupt();
      throw new DeletionRefused("this operator stops");
    }
  }
}
