package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;

/** {@link VideoJobLife} as the framework calls it. */
public final class VideoJobReconciler implements Reconciler<VideoJob>, Cleaner<VideoJob> {
  private final VideoJobWatch watch;
  private final VideoJobLife life;

  public VideoJobReconciler(VideoJobWatch watch, VideoJobLife life) {
    this.watch = watch;
    this.life = life;
  }

  @Override
  public List<EventSource<?, VideoJob>> prepareEventSources(EventSourceContext<VideoJob> context) {
    return watch.eventSources(context);
  }

  @Override
  public UpdateControl<VideoJob> reconcile(VideoJob job, Context<VideoJob> context) {
    var control = UpdateControl.<VideoJob>noUpdate();
    return life.reconcile(job, new FrameworkStatusWriter(context))
        .map(Duration::toMillis)
        .map(control::rescheduleAfter)
        .orElse(control);
  }

  @Override
  public DeleteControl cleanup(VideoJob job, Context<VideoJob> context) {
    return switch (life.cleanup(job, new FrameworkStatusWriter(context))) {
      case VideoJobLife.Leave.Granted _ -> DeleteControl.defaultDelete();
      case VideoJobLife.Leave.Wait wait ->
          DeleteControl.noFinalizerRemoval().rescheduleAfter(wait.time().toMillis());
    };
  }
}
