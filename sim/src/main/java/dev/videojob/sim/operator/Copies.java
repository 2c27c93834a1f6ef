package dev.videojob.sim.operator;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** Copies of VideoJobs, which code may change; spec and status are records and shared. */
final class Copies {
  private Copies() {}

  static VideoJob of(VideoJob job) {
    var copy = new VideoJob();
    copy.setMetadata(new ObjectMetaBuilder(job.getMetadata()).build());
    copy.setSpec(job.getSpec());
    copy.setStatus(job.getStatus());
    return copy;
  }
}
