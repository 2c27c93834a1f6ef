package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;

/** A VideoQueue by its place; without a name, the VideoJobs of a namespace that name none. */
public record QueueKey(String namespace, String name) {
  /** The place of {@code queue}. */
  public static QueueKey of(VideoQueue queue) {
    return new QueueKey(queue.getMetadata().getNamespace(), queue.getMetadata().getName());
  }

  /** The queue whose limits apply to {@code job}. */
  public static QueueKey of(VideoJob job) {
    var name = job.getSpec().queueRef();
    return new QueueKey(job.getMetadata().getNamespace(), name == null ? "" : name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
