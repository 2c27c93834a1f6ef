package dev.videojob.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpecAudioBuilder;
import dev.videojob.api.v1alpha1.TranscodeProfileSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Retry;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Template;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateRevisionTest {
  private static final Template LABELLED =
      VideoQueueSpecTemplateBuilder.builder()
          .labels(Map.of("team", "media", "cost", "42", "tier", "one"))
          .build();

  private static final VideoJobSpec.Source SOURCE =
      VideoJobSpecSourceBuilder.builder().uri("s3://uploads/clip.mp4").build();

  @Test
  void is_the_same_for_the_same_terms_in_every_process() {
    assertThat(TemplateRevision.of(terms(LABELLED, sound(128), 3))).isEqualTo("26brnoenkr");
  }

  @Test
  void differs_when_what_is_made_differs() {
    var revision = TemplateRevision.of(terms(LABELLED, sound(128), 3));

    assertThat(TemplateRevision.of(terms(LABELLED, sound(96), 3))).isNotEqualTo(revision);
    assertThat(TemplateRevision.of(terms(Template.DEFAULT, sound(128), 3))).isNotEqualTo(revision);
  }

  @Test
  void is_the_same_when_only_the_retries_differ() {
    assertThat(TemplateRevision.of(terms(LABELLED, sound(128), 9)))
        .isEqualTo(TemplateRevision.of(terms(LABELLED, sound(128), 3)));
  }

  private static TranscodeProfileSpec sound(int kbps) {
    return TranscodeProfileSpecBuilder.builder()
        .audio(TranscodeProfileSpecAudioBuilder.builder().bitrateKbps(kbps).build())
        .build();
  }

  private static Terms.Agreed terms(Template template, TranscodeProfileSpec profile, int attempts) {
    return new Terms.Agreed(
        new Work.Transcode(SOURCE, "s3://videos-out/clip", "sound", profile),
        attempts,
        Duration.ofHours(1),
        Retry.DEFAULT,
        template,
        "4Gi",
        false);
  }
}
