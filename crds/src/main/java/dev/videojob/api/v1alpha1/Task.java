package dev.videojob.api.v1alpha1;

import java.util.Objects;

/** What a VideoJob asks for, told apart by type. */
public sealed interface Task {

  /** A source is turned into outputs by the worker. */
  record Transcode(VideoJobSpec.Source source) implements Task {}

  /** A container of the user's own runs. */
  record Command(TaskSpec.Command spec) implements Task {}

  /** A service is called. */
  record Http(TaskSpec.Http spec) implements Task {}

  /** What {@code job} asks for; the CRD's rules see to it that it is one of them. */
  static Task of(VideoJobSpec job) {
    var task = job.task();
    if (task == null) {
      return new Transcode(Objects.requireNonNull(job.source(), "a transcode has a source"));
    }
    return task.http() == null
        ? new Command(Objects.requireNonNull(task.command(), "a task has one member"))
        : new Http(task.http());
  }
}
