package dev.videojob.operator.queues;

import dev.videojob.operator.intake.lease.LeaseListener;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what becomes of leases. Nothing has to be done about a lost one: the VideoJob works on, and
 * the message finds it when it comes again. A VideoJob whose lease cannot be renewed for much
 * longer is looked at, as it should have taken its message over.
 */
public final class LeaseReport implements LeaseListener {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseReport.class);

  private final Consumer<JobKey> lookAt;

  /**
   * @param lookAt has a VideoJob reconciled; must not block
   */
  public LeaseReport(Consumer<JobKey> lookAt) {
    this.lookAt = lookAt;
  }

  @Override
  public void leaseLost(JobKey job, Lease lease, String reason) {
    LOG.warn("VideoJob {} lost its lease, its message will come again: {}", job, reason);
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
