package dev.videojob.operator.plan;

import dev.videojob.contract.ProgressReport;
import dev.videojob.contract.WorkerReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is seen of the live attempt of a VideoJob. */
public sealed interface Observation {

  /** The status records no live attempt. */
  record NoAttempt() implements Observation {}

  /** Its Job does not exist: the API server itself was asked. */
  record JobAbsent() implements Observation {}

  /** A Job of its name exists that is not this VideoJob's. */
  record JobForeign(String jobName) implements Observation {}

  /** Its Job is being deleted and its pod may still live, or the Job is gone before its pod. */
  record JobEnding() implements Observation {}

  /**
   * Its pod does not run yet.
   *
   * @param trouble why, in the pod's own words, when it says
   */
  record Pending(@Nullable Trouble trouble) implements Observation {}

  /** Its pod or its call runs. */
  record Running(Instant since, @Nullable ProgressReport progress) implements Observation {}

  /**
   * Its Job or its call completed; the report is absent when the pod left none that can be trusted.
   */
  record Completed(@Nullable WorkerReport report) implements Observation {}

  /** Its call is unknown to this process: it is not made yet, or died with who made it. */
  record CallUnknown() implements Observation {}

  /** Its Job or its call failed. */
  record Failed(Failure failure) implements Observation {}

  /** Why a pod does not start: a reason such as {@code ErrImagePull} and its message. */
  record Trouble(String reason, String message) {}
}
