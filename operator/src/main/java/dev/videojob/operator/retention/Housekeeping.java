package dev.videojob.operator.retention;

import dev.videojob.operator.tombstones.SegmentStore.Unavailable;
import dev.videojob.operator.tombstones.Tombstones;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's timer of what finished work needs: first its tombstones are taken over, again until
 * it succeeds; from then on finished VideoJobs are removed and tombstones forgotten when it is
 * time.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /** Between two rounds; with the bound of a sweep it makes 20 removals a second at most. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Duration UNTIL_TAKEN_OVER = Duration.ofSeconds(1);

  private final Tombstones tombstones;
  private final FinishedSweep sweep;
  private final Runnable whenTakenOver;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("housekeeping").factory());

  /**
   * @param whenTakenOver is called once, when it is known what work is finished
   */
  public Housekeeping(Tombstones tombstones, FinishedSweep sweep, Runnable whenTakenOver) {
    this.tombstones = tombstones;
    this.sweep = sweep;
    this.whenTakenOver = whenTakenOver;
  }

  public void start() {
    timer.execute(this::begin);
  }

  private void begin() {
    try {
      tombstones.takeOver();
      whenTakenOver.run();
      var _ =
          timer.scheduleWithFixedDelay(
              this::round, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Tombstones.Superseded e) {
      LOG.error("nothing is received: {}", e.getMessage());
    } catch (RuntimeException e) {
      if (timer.isShutdown()) {
        return;
      }
      LOG.warn("nothing is received yet: {}", sentence(e));
      var _ = timer.schedule(this::begin, UNTIL_TAKEN_OVER.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void round() {
    try {
      var removed = sweep.step();
      if (removed > 0) {
        LOG.info("{} finished VideoJobs are removed", removed);
      }
      tombstones.expire();
    } catch (RuntimeException e) {
      // Whatever it is, the next round must come: the timer drops a task that throws.
      if (!timer.isShutdown()) {
        LOG.warn("finished work was not cleaned up: {}", sentence(e));
      }
    }
  }

  private static String sentence(RuntimeException e) {
    return e instanceof Unavailable && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
