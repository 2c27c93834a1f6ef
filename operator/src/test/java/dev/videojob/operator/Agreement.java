package dev.videojob.operator;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Retry;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Template;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetryBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Terms of work for tests. Usual are three attempts, two minutes to start in, and back-off from 10
 * s to 600 s without jitter.
 */
public final class Agreement {
  public static final TranscodeProfileSpec PROFILE = TranscodeProfileSpecBuilder.builder().build();

  private Retry retry = VideoQueueSpecRetryBuilder.builder().jitterPercent(0).build();
  private Template template =
      VideoQueueSpecTemplateBuilder.builder().startDeadlineSeconds(120).build();
  private String memory = "4Gi";
  private boolean suspended;
  private Work work =
      new Work.Transcode(
          VideoJobSpecSourceBuilder.builder().uri("s3://uploads/clip.mp4").build(),
          "s3://videos/clip",
          "hls-ladder",
          PROFILE);

  public static Agreement usual() {
    return new Agreement();
  }

  public Agreement withRetry(UnaryOperator<VideoQueueSpecRetryBuilder> change) {
    retry = change.apply(VideoQueueSpecRetryBuilder.builder(retry)).build();
    return this;
  }

  public Agreement withTemplate(UnaryOperator<VideoQueueSpecTemplateBuilder> change) {
    template = change.apply(VideoQueueSpecTemplateBuilder.builder(template)).build();
    return this;
  }

  public Agreement withMemory(String limit) {
    memory = limit;
    return this;
  }

  /** Something else than a transcode is done. */
  public Agreement of(Work other) {
    work = other;
    return this;
  }

  public Agreement suspended() {
    suspended = true;
    return this;
  }

  public Terms.Agreed build() {
    return new Terms.Agreed(
        work,
        retry.maxAttempts(),
        Duration.ofSeconds(template.timeoutSeconds()),
        retry,
        template,
        memory,
        suspended);
  }
}
