package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt, or the wish for one, failed.
 *
 * @param failureClass what helps against it
 * @param exitCode of the container, when it ran
 * @param reason one CamelCase word
 * @param message a sentence that a user understands
 */
public record Failure(
    FailureClass failureClass, @Nullable Integer exitCode, String reason, String message) {

  public static Failure permanent(String reason, String message) {
    return new Failure(FailureClass.PERMANENT, null, reason, message);
  }
}
