package dev.videojob.images.start;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for other processes, never without an end. */
final class Waiting {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long END_SECONDS = 60;

  private Waiting() {}

  /**
   * Waits for a condition.
   *
   * @return how long it took
   * @throws IllegalStateException when it takes longer than {@code most}
   */
  static Duration until(String what, Duration most, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > most.toNanos()) {
        throw new IllegalStateException(
            "after " + most.toSeconds() + " s it is not so that " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Tells a process to end, and makes it end when it does not. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
