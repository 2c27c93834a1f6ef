package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.intake.lease.LeaseListener;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what becomes of leases. Nothing has to be done about a lost one: the VideoJob works on, and
 * the message finds it when it comes again. Nothing has to be said where the VideoJob has ended, as
 * its message is being deleted meanwhile. A VideoJob whose lease cannot be renewed for much longer
 * is looked at, as it should have taken its message over.
 */
public final class LeaseReport implements LeaseListener {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseReport.class);

  private final Function<JobKey, Optional<VideoJob>> known;
  private final Consumer<JobKey> lookAt;

  /**
   * @param known a VideoJob as a cache has it; must not block
   * @param lookAt has a VideoJob reconciled; must not block
   */
  public LeaseReport(Function<JobKey, Optional<VideoJob>> known, Consumer<JobKey> lookAt) {
    this.known = known;
    this.lookAt = lookAt;
  }

  @Override
  public void leaseLost(JobKey job, Lease lease, String reason) {
    if (known.apply(job).filter(one -> !one.ended()).isPresent()) {
      LOG.warn("VideoJob {} lost its lease, its message will come again: {}", job, reason);
    }
  }

  @Override
  public void ceilingNear(JobKey job, Lease lease, Instant until) {
    LOG.info("the queue holds the message of VideoJob {} no longer than {}", job, until);
    lookAt.accept(job);
  }

  @Override
  public void renewalFailing(QueueKey queue, String reason) {
    LOG.warn("leases of {} could not be renewed: {}", queue, reason);
  }
}
