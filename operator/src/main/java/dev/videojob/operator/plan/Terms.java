package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** On what terms a VideoJob is worked on, after its spec, its queue and the operator's defaults. */
public sealed interface Terms {

  /**
   * The work can be done.
   *
   * @param memoryLimit of a first attempt, as a Kubernetes quantity; null where it has no pod
   * @param suspended whether the job or its queue holds back new attempts
   */
  record Agreed(
      Work work,
      int maxAttempts,
      Duration timeout,
      VideoQueueSpec.Retry retry,
      VideoQueueSpec.Template template,
      @Nullable String memoryLimit,
      boolean suspended)
      implements Terms {}

  /** The work cannot be done as it is asked for. */
  record Refused(Failure failure) implements Terms {}

  /** Something that the work names is not there yet. */
  record Missing(String message, @Nullable String queue) implements Terms {}
}
