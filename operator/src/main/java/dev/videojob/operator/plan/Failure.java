package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.FailureClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt, or the wish for one, failed.
 *
 * @param failureClass what helps against it
 * @param exitCode of the container, when it ran
 * @param reason one CamelCase word
 * @param message a sentence that a user understands
 * @param retryAfter how long who refused wants to be left alone, if it said so
 */
public record Failure(
    FailureClass failureClass,
    @Nullable Integer exitCode,
    String reason,
    String message,
    @Nullable Duration retryAfter) {

  public Failure(
      FailureClass failureClass, @Nullable Integer exitCode, String reason, String message) {
    this(failureClass, exitCode, reason, message, null);
  }

  public static Failure permanent(String reason, String message) {
    return new Failure(FailureClass.PERMANENT, null, reason, message);
  }
}
