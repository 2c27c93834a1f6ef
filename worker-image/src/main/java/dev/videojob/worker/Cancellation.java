package dev.videojob.worker;

import dev.videojob.contract.ExitCode;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Says once, to everything that works for an attempt, that the attempt must stop. */
public final class Cancellation {
  /** Why an attempt must stop. */
  public enum Cause {
    /** The process was told to end. */
    TERMINATED("Terminated", "The worker was told to stop before it was done."),
    /** Another attempt, or a cancellation, has taken this one's place. */
    SUPERSEDED(
        "Superseded", "The attempt was superseded or cancelled; what it made was not published.");

    private final String reason;
    private final String sentence;

    Cause(String reason, String sentence) {
      this.reason = reason;
      this.sentence = sentence;
    }
  }

  private final AtomicReference<Cause> cause = new AtomicReference<>();
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Stops the attempt; only the first call counts. */
  public void cancel(Cause why) {
    if (cause.compareAndSet(null, why)) {
      listeners.forEach(Runnable::run);
    }
  }

  public boolean isCancelled() {
    return cause.get() != null;
  }

  /**
   * Runs {@code action} when the attempt is stopped, at once if it was already.
   *
   * @return takes the action back
   */
  public Registration onCancel(Runnable action) {
    listeners.add(action);
    if (isCancelled()) {
      action.run();
    }
    return () -> listeners.remove(action);
  }

  /**
   * Returns unless the attempt was stopped.
   *
   * @throws WorkerFailure with exit code 143 when it was
   */
  public void check() {
    Cause why = cause.get();
    if (why != null) {
      throw failure(why);
    }
  }

  private static WorkerFailure failure(Cause why) {
    return new WorkerFailure(ExitCode.TERMINATED, why.reason, why.sentence, null);
  }

  /** A listener that can be taken back. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
