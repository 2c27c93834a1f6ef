package dev.videojob.operator.intake;

import java.time.Duration;

/**
 * Delays that double.
 *
 * @param first delay after one failure
 * @param longest delay that is not exceeded
 */
record Backoff(Duration first, Duration longest) {
  /** Between receives that fail. */
  static final Backoff OF_RECEIVES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  /** Before a message that could not be taken comes again; no receive is wasted on it sooner. */
  static final Backoff OF_MESSAGES = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(300));

  /**
   * The delay after a failure.
   *
   * @param failures in a row, at least 1
   */
  Duration after(int failures) {
    Duration delay = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
    return delay.compareTo(longest) < 0 ? delay : longest;
  }
}
