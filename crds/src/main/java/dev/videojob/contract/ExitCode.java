package dev.videojob.contract;

import dev.videojob.api.v1alpha1.FailureClass;
import java.util.Arrays;
import java.util.Optional;

/**
 * The exit codes of a worker: 10 to 19 say that no retry can help, 20 to 29 that one may. Any
 * container that keeps to them can be a worker.
 */
public enum ExitCode {
  SUCCESS(0, "Succeeded"),
  INVALID_INPUT(10, "InvalidInput"),
  UNSUPPORTED_INPUT(11, "UnsupportedInput"),
  LIMIT_EXCEEDED(12, "LimitExceeded"),
  SOURCE_GONE(13, "SourceGone"),
  BAD_CONFIGURATION(14, "BadConfiguration"),
  IO_ERROR(20, "InputOutputError"),
  SCRATCH_FULL(21, "ScratchFull"),
  VERIFICATION_FAILED(22, "VerificationFailed"),
  THROTTLED(23, "Throttled"),
  OUT_OF_MEMORY(137, "OOMKilled"),
  TERMINATED(143, "Terminated");

  private final int code;
  private final String reason;

  ExitCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** The number that the process ends with. */
  public int code() {
    return code;
  }

  /** The word for it in statuses, Events and dead letters. */
  public String reason() {
    return reason;
  }

  /** The code of that number, if it is one of the contract's. */
  public static Optional<ExitCode> of(int code) {
    return Arrays.stream(values()).filter(known -> known.code == code).findFirst();
  }

  /**
   * What a container's end with {@code code}, not zero, is taken for. Codes outside the contract
   * are transient: an unknown fault is retried within the budget rather than given up on.
   */
  public static FailureClass classify(int code) {
    if (code >= 10 && code <= 19) {
      return FailureClass.PERMANENT;
    }
    if (code == OUT_OF_MEMORY.code) {
      return FailureClass.RESOURCE;
    }
    return code == TERMINATED.code ? FailureClass.TIMEOUT : FailureClass.TRANSIENT;
  }
}
