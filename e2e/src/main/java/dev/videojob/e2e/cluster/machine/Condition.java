package dev.videojob.e2e.cluster.machine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for something that other processes bring about. */
public final class Condition {
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private Condition() {}

  /**
   * Looks every 50 ms.
   *
   * @param limit how long to wait
   * @return whether the condition came to hold
   */
  public static boolean holdsWithin(Duration limit, BooleanSupplier condition) {
    var end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }
}
