package dev.videojob.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/** Times that the same thing took, to be looked at by rank. */
public final class Latencies {
  private final double[] sortedMillis;

  private Latencies(double[] sortedMillis) {
    this.sortedMillis = sortedMillis;
  }

  /** At least one is needed. */
  public static Latencies of(Collection<Duration> times) {
    return new Latencies(
        times.stream().mapToDouble(time -> time.toNanos() / 1e6).sorted().toArray());
  }

  /** The smallest that is not exceeded by {@code percent} of all, in milliseconds. */
  public double percentile(int percent) {
    return sortedMillis[Math.min(sortedMillis.length - 1, sortedMillis.length * percent / 100)];
  }

  public double longest() {
    return Arrays.stream(sortedMillis).max().orElseThrow();
  }

  public int count() {
    return sortedMillis.length;
  }
}
