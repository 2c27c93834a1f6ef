package dev.videojob.operator;

import dev.videojob.operator.intake.lease.LeaseKeeper;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that begin when all that is held has been renewed: after a start every VideoJob is looked
 * at, which can wait, and thousands of messages fall due, which cannot.
 */
final class LeasesFirst implements ThreadFactory {
  private static final Logger LOG = LoggerFactory.getLogger(LeasesFirst.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final ThreadFactory threads;
  private final LeaseKeeper leases;
  private final AtomicBoolean late = new AtomicBoolean();

  /**
   * @param name of the threads, less their number
   */
  LeasesFirst(String name, LeaseKeeper leases) {
    this.threads = Thread.ofVirtual().name(name, 0).factory();
    this.leases = leases;
  }

  @Override
  public Thread newThread(Runnable work) {
    return threads.newThread(
        () -> {
          await();
          work.run();
        });
  }

  private void await() {
    try {
      if (!leases.awaitFirstRound(LONGEST) && late.compareAndSet(false, true)) {
        LOG.warn(
            "not all messages that are held were renewed within {} s; VideoJobs are looked at all"
                + " the same",
            LONGEST.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
