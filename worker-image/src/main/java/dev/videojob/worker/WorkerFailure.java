package dev.videojob.worker;

import dev.videojob.contract.ExitCode;
import org.jspecify.annotations.Nullable;

/** The end of an attempt without success; its message is a sentence that a user understands. */
public final class WorkerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String reason;

  public WorkerFailure(ExitCode exitCode, String message) {
    this(exitCode, exitCode.reason(), message, null);
  }

  public WorkerFailure(ExitCode exitCode, String message, Throwable cause) {
    this(exitCode, exitCode.reason(), message, cause);
  }

  /**
   * @param exitCode what the process ends with
   * @param reason one CamelCase word, where the exit code's own is too coarse
   * @param message the reason in a sentence
   * @param cause what led to it, for the log
   */
  public WorkerFailure(
      ExitCode exitCode, String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.reason = reason;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String reason() {
    return reason;
  }

  /** The message, never null. */
  public String sentence() {
    String message = getMessage();
    return message == null ? reason : message;
  }
}
