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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the messages of all live VideoJobs invisible: one heartbeat for all queues. After a start
 * it renews at once what is not fresh, so a new leader takes over every lease. Queues do not wait
 * for one another.
 */
public final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  /** A fresh VideoJob of the shortest visibility (10 s) is seen before a third of it is over. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(2);

  /** Leases that fall due close together share a round. */
  private static final Duration SHORTEST_SLEEP = Duration.ofMillis(250);

  private static final int CALLS_PER_QUEUE = 8;
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final Supplier<? extends Collection<HeldLease>> held;
  private final LeaseListener listener;
  private final InstantSource clock;
  private final HeartbeatPlan plan = new HeartbeatPlan();
  private final Map<QueueKey, Semaphore> calls = new ConcurrentHashMap<>();
  private final ExecutorService renewals =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lease-renewal-", 0).factory());
  private final Thread heart;
  private volatile Instant lastBeat;

  /**
   * A keeper that is not started yet.
   *
   * @param held the leases of all VideoJobs that have an origin and whose message is not deleted;
   *     asked every second or two from one thread
   */
  public LeaseKeeper(
      Supplier<? extends Collection<HeldLease>> held, LeaseListener listener, InstantSource clock) {
    this.held = held;
    this.listener = listener;
    this.clock = clock;
    this.lastBeat = clock.instant();
    this.heart = Thread.ofVirtual().name("lease-heartbeat").unstarted(this::beat);
  }

  public void start() {
    heart.start();
  }

  /** When the heartbeat last went round; one that is a minute old means that it stopped. */
  public Instant lastBeat() {
    return lastBeat;
  }

  private void beat() {
    while (!Thread.currentThread().isInterrupted()) {
      Duration sleep = SHORTEST_SLEEP;
      try {
        sleep = round();
      } catch (RuntimeException e) {
        LOG.error("A round of the lease heartbeat failed; the next one follows", e);
      }
      try {
        Thread.sleep(sleep);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Duration round() {
    Instant now = clock.instant();
    Schedule schedule = plan(now);
    schedule.batches().forEach(batch -> renewals.execute(() -> renew(batch)));
    lastBeat = now;
    return sleep(schedule.wakeAt(), now);
  }

  private Schedule plan(Instant now) {
    Collection<HeldLease> leases = held.get();
    synchronized (plan) {
      return plan.next(leases, now);
    }
  }

  private static Duration sleep(@Nullable Instant wakeAt, Instant now) {
    if (wakeAt == null) {
      return LONGEST_SLEEP;
    }
    Duration wanted = Duration.between(now, wakeAt);
    if (wanted.compareTo(SHORTEST_SLEEP) < 0) {
      return SHORTEST_SLEEP;
    }
    return wanted.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : wanted;
  }

  private void renew(Batch batch) {
    Semaphore turn = calls.computeIfAbsent(batch.queue(), q -> new Semaphore(CALLS_PER_QUEUE));
    turn.acquireUninterruptibly();
    List<LeaseOutcome> outcomes;
    try {
      outcomes = batch.held().source().renew(batch.leases(), batch.held().visibility());
    } catch (RuntimeException e) {
      LOG.error("Renewing leases of {} failed in an unforeseen way", batch.queue(), e);
      outcomes = failed(batch, e.toString());
    } finally {
      turn.release();
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

  /** Stops renewing; messages stay held until their visibility ends. Takes at most 5 s. */
  @Override
  public void close() {
    heart.interrupt();
    renewals.shutdown();
    try {
      if (!renewals.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
        renewals.shutdownNow();
      }
    } catch (InterruptedException e) {
      renewals.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
