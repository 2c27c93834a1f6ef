package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatus.Progress;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.contract.WorkerReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The next step of a VideoJob. It is written to the status before it is acted on. */
public sealed interface Decision {

  /** Nothing starts now. */
  record Hold(Waiting waiting, @Nullable Instant until) implements Decision {}

  /**
   * An attempt begins: recorded first, then its Job is created or its call made.
   *
   * @param memoryLimit of its pod, if it has one
   */
  record Start(int number, @Nullable String memoryLimit) implements Decision {}

  /** The recorded attempt has no Job yet, or its call is not made yet. */
  record CreateJob(Attempt attempt) implements Decision {}

  /** The attempt has not been seen to run. */
  record AwaitStart(Observation.@Nullable Trouble trouble, Instant deadline) implements Decision {}

  /** The attempt runs. */
  record Follow(Instant since, @Nullable Progress progress) implements Decision {}

  /** The attempt never started: its Job is deleted, and the attempt ends when the Job is gone. */
  record Abandon(String reason, String message) implements Decision {}

  /** The abandoned attempt's Job is still going. */
  record AwaitEnd() implements Decision {}

  /** The work is done. */
  record Succeed(WorkerReport report) implements Decision {}

  /** The attempt failed and another one follows. */
  record Retry(Failure failure, Instant at) implements Decision {}

  /** The work failed for good. */
  record GiveUp(Failure failure) implements Decision {}

  /** A person must look: nothing we do can help, and nothing is lost by waiting. */
  record Stall(String reason, String message) implements Decision {}

  /** The work has ended; what is left is to tell the outside. */
  record Settle() implements Decision {}
}
