package dev.videojob.operator.intake.lease;

import dev.videojob.operator.intake.lease.HeartbeatPlan.Batch;
import dev.videojob.operator.intake.lease.HeartbeatPlan.Notice;
import dev.videojob.operator.intake.lease.HeartbeatPlan.Schedule;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.slots.QueueKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round after the other of renewing leases, without a thread of its own. Rounds are for one
 * thread; the calls that a round hands out may be made by others, at the same time.
 */
public final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  /** A fresh VideoJob of the shortest visibility (10 s) is seen before a third of it is over. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

  /**
   * Leases that fall due close together share a round: each looks at all that are held. Of the time
   * for which a message is held, this part makes no difference.
   */
  private static final int ROUNDS_PER_VISIBILITY = 60;

  private final Supplier<? extends Collection<HeldLease>> held;
  private final LeaseListener listener;
  private final InstantSource clock;
  private final HeartbeatPlan plan = new HeartbeatPlan();

  /** Makes a call to a queue, now or later, here or elsewhere; each is made once. */
  public interface Calls {
    void make(QueueKey queue, Runnable call);
  }

  /**
   * A heartbeat that has not beaten yet.
   *
   * @param held the leases of all VideoJobs that have an origin and whose message is not deleted
   */
  public Heartbeat(
      Supplier<? extends Collection<HeldLease>> held, LeaseListener listener, InstantSource clock) {
    this.held = held;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Has the leases renewed that are due.
   *
   * @return after which time another round is due
   */
  public Duration round(Calls calls) {
    Instant now = clock.instant();
    Schedule schedule = plan(now);
    schedule.batches().forEach(batch -> calls.make(batch.queue(), () -> renew(batch)));
    return untilNext(schedule, now);
  }

  private static Duration untilNext(Schedule schedule, Instant now) {
    if (schedule.wakeAt() == null || schedule.shortest() == null) {
      return LONGEST_PAUSE;
    }
    Duration least = longer(SHORTEST_PAUSE, schedule.shortest().dividedBy(ROUNDS_PER_VISIBILITY));
    Duration wanted = longer(least, Duration.between(now, schedule.wakeAt()));
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Schedule plan(Instant now) {
    Collection<HeldLease> leases = held.get();
    synchronized (plan) {
      return plan.next(leases, now);
    }
  }

  private void renew(Batch batch) {
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
