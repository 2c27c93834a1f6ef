package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoJob;

/** A VideoJob by its place. */
public record JobKey(String namespace, String name) {
  /** The place of {@code job}. */
  public static JobKey of(VideoJob job) {
    return new JobKey(job.getMetadata().getNamespace(), job.getMetadata().getName());
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
