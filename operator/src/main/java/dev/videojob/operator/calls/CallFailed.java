package dev.videojob.operator.calls;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.contract.ExitCode;
import dev.videojob.operator.plan.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that did not bring what it was made for. */
final class CallFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  private CallFailed(Failure failure, @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }

  /** The request cannot be made as it is asked for; nothing was sent. */
  static CallFailed notSent(ExitCode meaning, String message) {
    return new CallFailed(Failure.permanent(meaning.reason(), message), null);
  }

  /** The host must not be called. */
  static CallFailed refused(AddressRefused cause) {
    return new CallFailed(
        Failure.permanent("AddressRefused", String.valueOf(cause.getMessage())), cause);
  }

  /** No whole answer came, so that nobody knows what the service did. */
  static CallFailed unanswered(String reason, String message, @Nullable Throwable cause) {
    return new CallFailed(new Failure(FailureClass.TRANSIENT, null, reason, message), cause);
  }

  /** The attempt's time is over; nobody knows what the service did. */
  static CallFailed outOfTime(Duration timeout) {
    return new CallFailed(
        new Failure(
            FailureClass.TIMEOUT,
            null,
            "DeadlineExceeded",
            "The service was not done within the "
                + timeout.toSeconds()
                + " s that an attempt may take (spec.timeoutSeconds)."),
        null);
  }

  /** The service said that it failed, or what cannot be used. */
  static CallFailed answered(ExitCode meaning, String reason, String message) {
    return answered(meaning, reason, message, null);
  }

  /**
   * The service said that it failed.
   *
   * @param retryAfter how long it wants to be left alone
   */
  static CallFailed answered(
      ExitCode meaning, String reason, String message, @Nullable Duration retryAfter) {
    return new CallFailed(
        new Failure(ExitCode.classify(meaning.code()), meaning.code(), reason, message, retryAfter),
        null);
  }
}
