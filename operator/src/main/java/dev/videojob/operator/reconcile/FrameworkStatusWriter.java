package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.operator.status.StatusSwap;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import org.jspecify.annotations.Nullable;

/** Writes by the framework, whose next reconcile then sees what was written. */
record FrameworkStatusWriter(Context<VideoJob> context) implements StatusWriter {
  @Override
  public VideoJob write(VideoJob job, @Nullable VideoJobStatus before, VideoJobStatus next) {
    return PrimaryUpdateAndCacheUtils.updateStatusAndCacheResource(
        job, context, fresh -> StatusSwap.replace(fresh, before, next));
  }
}
