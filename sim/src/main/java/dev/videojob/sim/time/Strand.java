package dev.videojob.sim.time;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Work that can rest in the middle. Only one of it and its agenda runs at a time. */
final class Strand {
  private final Semaphore turn = new Semaphore(0);
  private final Semaphore back = new Semaphore(0);
  private final Runnable body;
  private boolean started;
  private volatile boolean over;
  private volatile boolean abandoned;
  private volatile @Nullable Throwable failure;

  /** Ends a strand that nobody will have go on. */
  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;
  }

  Strand(Runnable body) {
    this.body = body;
  }

  /** Runs it until it rests or ends. */
  void go() {
    if (started) {
      turn.release();
    } else {
      started = true;
      Thread.ofVirtual().start(this::run);
    }
    back.acquireUninterruptibly();
  }

  private void run() {
    try {
      body.run();
    } catch (Abandoned ended) {
      // It was to end here.
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      over = true;
      back.release();
    }
  }

  /** Gives the turn back and waits for the next one. */
  void rest() {
    back.release();
    turn.acquireUninterruptibly();
    if (abandoned) {
      throw new Abandoned();
    }
  }

  boolean over() {
    return over;
  }

  void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  void abandon() {
    if (!over) {
      abandoned = true;
      go();
    }
  }
}
