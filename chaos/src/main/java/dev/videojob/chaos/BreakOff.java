package dev.videojob.chaos;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C breaks the work of this thread off, and waits until it has undone what it did. */
final class BreakOff implements AutoCloseable {
  private static final long PATIENCE_MINUTES = 5;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch undone = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().unstarted(this::breakOff);

  BreakOff() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void breakOff() {
    worker.interrupt();
    try {
      if (!undone.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        System.err.println(
            "not everything was undone: './videojob cluster up' starts what is dead");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is undone. */
  @Override
  public void close() {
    undone.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // It runs: Ctrl-C was pressed.
    }
  }
}
