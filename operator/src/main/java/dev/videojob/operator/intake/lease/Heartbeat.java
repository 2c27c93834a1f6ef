package dev.videojob.operator.intake.lease;

import dev.videojob.operator.intake.lease.HeartbeatPlan.Batch;
import dev.videojob.operator.intake.lease.HeartbeatPlan.Notice;
import dev.videojob.operator.intake.lease.HeartbeatPlan.Schedule;
import dev.videojob.operator.intake.source.LeaseOutcome;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of all live VideoJobs, without threads: it says what is due, and renews a batch
 * of it. After a start everything that is not fresh is due, so a new leader takes over every lease.
 */
public final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Supplier<? extends Collection<HeldLease>> held;
  private final LeaseListener listener;
  private final InstantSource clock;
  private final HeartbeatPlan plan = new HeartbeatPlan();

  /**
   * @param held the leases of all VideoJobs that have an origin and whose message is not deleted;
   *     asked by one thread at a time
   */
  public Heartbeat(
      Supplier<? extends Collection<HeldLease>> held, LeaseListener listener, InstantSource clock) {
    this.held = held;
    this.listener = listener;
    this.clock = clock;
  }

  /** What is due now; each batch has to be {@linkplain #renew renewed}, and is due once only. */
  public Schedule due() {
    Collection<HeldLease> leases = held.get();
    synchronized (plan) {
      return plan.next(leases, clock.instant());
    }
  }

  /** Renews a batch, and says what becomes of its leases. Batches may be renewed at once. */
  public void renew(Batch batch) {
    List<LeaseOutcome> outcomes;
    try {
      outcomes = batch.held().source().renew(batch.leases(), batch.held().visibility());
    } catch (RuntimeException e) {
      LOG.error("Renewing leases of {} failed in an unforeseen way", batch.queue(), e);
      outcomes = failed(batch, e.toString());
    }
    settle(batch, outcomes).forEach(this::tell);
  }

  private static List<LeaseOutcome> failed(Batch batch, String reason) {
    return batch.leases().stream()
        .<LeaseOutcome>map(lease -> new LeaseOutcome.TryAgain(lease, reason))
        .toList();
  }

  private List<Notice> settle(Batch batch, List<LeaseOutcome> outcomes) {
    synchronized (plan) {
      return plan.settle(batch, outcomes, clock.instant());
    }
  }

  private void tell(Notice notice) {
    switch (notice) {
      case Notice.LeaseLost lost ->
          lost.jobs().forEach(job -> listener.leaseLost(job, lost.lease(), lost.reason()));
      case Notice.CeilingNear near ->
          near.jobs().forEach(job -> listener.ceilingNear(job, near.lease(), near.until()));
      case Notice.Failing failing -> listener.renewalFailing(failing.queue(), failing.reason());
    }
  }
}
