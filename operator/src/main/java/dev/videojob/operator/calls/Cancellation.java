package dev.videojob.operator.calls;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Breaks a call off, whatever it waits for. */
final class Cancellation {
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private Runnable action = () -> {};

  /** What is to be done on cancellation from now on; at once, if that was before. */
  void onCancel(Runnable next) {
    synchronized (this) {
      action = next;
    }
    if (isCancelled()) {
      next.run();
    }
  }

  void cancel() {
    Runnable last;
    synchronized (this) {
      cancelled.countDown();
      last = action;
    }
    last.run();
  }

  boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  /** Waits for so long, or until cancelled. */
  void await(Duration time) throws InterruptedException {
    var _ = cancelled.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
