package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.TaskSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import org.jspecify.annotations.Nullable;

/** What an attempt does, with all that it needs to know. */
public sealed interface Work {

  /** What runs in the pod of a Job. */
  sealed interface InPod extends Work {}

  /** The worker turns a source into outputs. */
  record Transcode(
      VideoJobSpec.Source source,
      String destination,
      String profileName,
      TranscodeProfileSpec profile)
      implements InPod {}

  /**
   * A container of the user's own runs.
   *
   * @param destination where outputs go, if anybody said it
   */
  record Command(TaskSpec.Command spec, @Nullable String destination) implements InPod {}

  /** The operator calls a service. */
  record Call(TaskSpec.Http spec) implements Work {}
}
