package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import org.jspecify.annotations.Nullable;

/** Writes statuses of VideoJobs to the API server. */
@FunctionalInterface
public interface StatusWriter {
  /**
   * Replaces the status of {@code job} if what is recorded of it is still {@code before}; a change
   * of its metadata is no obstacle.
   *
   * @return the job as the API server has it then
   * @throws dev.videojob.operator.status.StatusSwap.StatusMoved when another writer was first
   */
  VideoJob write(VideoJob job, @Nullable VideoJobStatus before, VideoJobStatus next);
}
