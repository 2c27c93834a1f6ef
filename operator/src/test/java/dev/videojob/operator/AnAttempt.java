package dev.videojob.operator;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatusAttemptBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt for tests: {@code AnAttempt.number(2).decidedAt(then).running()}. */
public final class AnAttempt {
  private final VideoJobStatusAttemptBuilder attempt;

  private AnAttempt(int number) {
    attempt =
        VideoJobStatusAttemptBuilder.builder()
            .number(number)
            .jobName("clip-" + number)
            .decidedAt(Moments.NOW.minusSeconds(60).toString())
            .memoryLimit("4Gi");
  }

  public static AnAttempt number(int number) {
    return new AnAttempt(number);
  }

  public AnAttempt decidedAt(Instant when) {
    attempt.decidedAt(when.toString());
    return this;
  }

  public AnAttempt ofJob(String jobName) {
    attempt.jobName(jobName);
    return this;
  }

  public AnAttempt withMemory(@Nullable String limit) {
    attempt.memoryLimit(limit);
    return this;
  }

  /** It was given up on before it started, and its Job may still be there. */
  public AnAttempt abandoned(String reason, String message) {
    attempt.reason(reason).message(message);
    return this;
  }

  /** Decided, and not seen to run. */
  public Attempt starting() {
    return attempt.build();
  }

  /** Seen to run since half a minute. */
  public Attempt running() {
    return attempt.startedAt(Moments.NOW.minusSeconds(30).toString()).build();
  }

  public Attempt failed(FailureClass failureClass) {
    return attempt
        .finishedAt(Moments.NOW.minusSeconds(5).toString())
        .succeeded(false)
        .failureClass(failureClass)
        .exitCode(20)
        .reason("InputOutputError")
        .message("The bucket did not answer.")
        .build();
  }
}
