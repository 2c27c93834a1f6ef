package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.slots.JobKey;
import java.util.Optional;
import java.util.stream.Stream;

/** The VideoJobs that a cache knows. */
public interface KnownJobs {
  /** Those that are not settled. */
  Stream<VideoJob> atWork();

  /** One of them, if it is known. */
  Optional<VideoJob> videoJob(JobKey job);
}
