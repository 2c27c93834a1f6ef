package dev.videojob.chaos;

import dev.videojob.e2e.cluster.machine.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** What happened in a run, and when; it goes out line by line, too. */
final class Timeline {
  private final Progress progress;
  private final Instant start = Instant.now();
  private final List<Entry> entries = new ArrayList<>();

  Timeline(Progress progress) {
    this.progress = progress;
  }

  /**
   * One thing that happened.
   *
   * @param second counted from the run's start
   */
  record Entry(double second, String what) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%7.2f  %s", second, what);
    }
  }

  synchronized void add(String what) {
    var entry = new Entry(now().toMillis() / 1e3, what);
    entries.add(entry);
    progress.say("  " + entry);
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The time since the run's start. */
  Duration now() {
    return Duration.between(start, Instant.now());
  }

  /**
   * Waits for a time of the run.
   *
   * @throws InterruptedException when the run is broken off
   */
  void await(Duration time) throws InterruptedException {
    for (var left = time.minus(now()); left.isPositive(); left = time.minus(now())) {
      LockSupport.parkNanos(left.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("the run was broken off");
      }
    }
  }
}
