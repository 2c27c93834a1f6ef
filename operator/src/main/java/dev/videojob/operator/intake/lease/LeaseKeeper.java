package dev.videojob.operator.intake.lease;

import dev.videojob.operator.slots.QueueKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the messages of all live VideoJobs invisible: one heartbeat for all queues. After a start
 * it renews at once what is not fresh, so a new leader takes over every lease. Queues do not wait
 * for one another.
 */
public final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private static final int CALLS_PER_QUEUE = 8;
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final Heartbeat heartbeat;
  private final InstantSource clock;
  private final Map<QueueKey, Semaphore> calls = new ConcurrentHashMap<>();
  private final ExecutorService renewals =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lease-renewal-", 0).factory());
  private final Thread heart;

  /** Its parties are the first round itself and the calls of it that are under way. */
  private final Phaser firstRound = new Phaser(1);

  private volatile Instant lastBeat;

  /**
   * A keeper that is not started yet.
   *
   * @param held the leases of all VideoJobs that have an origin and whose message is not deleted;
   *     asked every second or two from one thread
   */
  public LeaseKeeper(
      Supplier<? extends Collection<HeldLease>> held, LeaseListener listener, InstantSource clock) {
    this.heartbeat = new Heartbeat(held, listener, clock);
    this.clock = clock;
    this.lastBeat = clock.instant();
    this.heart = Thread.ofVirtual().name("lease-heartbeat").unstarted(this::beat);
  }

  public void start() {
    heart.start();
  }

  /**
   * Waits until the queues have answered for every lease that was due at the start, however they
   * did.
   *
   * @return false when {@code atMost} was over before
   */
  public boolean awaitFirstRound(Duration atMost) throws InterruptedException {
    try {
      var _ = firstRound.awaitAdvanceInterruptibly(0, atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** When the heartbeat last went round; one that is a minute old means that it stopped. */
  public Instant lastBeat() {
    return lastBeat;
  }

  private void beat() {
    Duration sleep = round();
    firstRound.arriveAndDeregister();
    try {
      while (true) {
        Thread.sleep(sleep);
        sleep = round();
      }
    } catch (InterruptedException e) {
      LOG.debug("The lease heartbeat ends");
    }
  }

  private Duration round() {
    try {
      Instant now = clock.instant();
      Duration untilNext = heartbeat.round(this::call);
      lastBeat = now;
      return untilNext;
    } catch (RuntimeException e) {
      LOG.error("A round of the lease heartbeat failed; the next one follows", e);
      return Heartbeat.SHORTEST_PAUSE;
    }
  }

  private void call(QueueKey queue, Runnable renewal) {
    // After the first round this does nothing.
    firstRound.register();
    renewals.execute(
        () -> {
          Semaphore turn = calls.computeIfAbsent(queue, q -> new Semaphore(CALLS_PER_QUEUE));
          turn.acquireUninterruptibly();
          try {
            renewal.run();
          } finally {
            turn.release();
            firstRound.arriveAndDeregister();
          }
        });
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
