package dev.videojob.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.TaskSpec;
import dev.videojob.api.v1alpha1.TaskSpecBuilder;
import dev.videojob.api.v1alpha1.TaskSpecCommandBuilder;
import dev.videojob.api.v1alpha1.TaskSpecHttpBuilder;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecDestinationTemplateBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetryBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Agreement;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TermsOfWorkTest {
  private static final TermsOfWork.Profiles PROFILES =
      new TermsOfWork.Profiles() {
        @Override
        public Optional<TranscodeProfileSpec> find(String name) {
          return names().contains(name) ? Optional.of(Agreement.PROFILE) : Optional.empty();
        }

        @Override
        public Collection<String> names() {
          return List.of("mp4-720p", "hls-ladder", "archive");
        }
      };

  private static Terms terms(AVideoJob job, @Nullable VideoQueueSpec queue) {
    return new TermsOfWork("4Gi")
        .of(
            job.build(),
            queue,
            PROFILES,
            spec -> Optional.ofNullable(spec.destination()).map(template -> template.uri()));
  }

  private static Terms.Agreed agreed(AVideoJob job, @Nullable VideoQueueSpec queue) {
    return (Terms.Agreed) terms(job, queue);
  }

  private static Failure refused(AVideoJob job, @Nullable VideoQueueSpec queue) {
    return ((Terms.Refused) terms(job, queue)).failure();
  }

  private static VideoQueueSpecBuilder queue() {
    return VideoQueueSpecBuilder.builder()
        .profile("mp4-720p")
        .destination(
            VideoQueueSpecDestinationTemplateBuilder.builder().uri("s3://queue-out").build())
        .retry(VideoQueueSpecRetryBuilder.builder().maxAttempts(7).build())
        .template(
            VideoQueueSpecTemplateBuilder.builder()
                .timeoutSeconds(900)
                .resources(
                    new ResourceRequirementsBuilder()
                        .addToLimits("memory", new Quantity("6Gi"))
                        .build())
                .build());
  }

  private static Work.Transcode transcode(Terms.Agreed terms) {
    return (Work.Transcode) terms.work();
  }

  @Test
  void a_task_needs_neither_profile_nor_destination() {
    var http = TaskSpecHttpBuilder.builder().url("https://example.org/a").build();
    var command = TaskSpecCommandBuilder.builder().image("manim:1").build();

    assertThat(task(TaskSpecBuilder.builder().http(http).build()))
        .extracting(Terms.Agreed::work, Terms.Agreed::memoryLimit)
        .containsExactly(new Work.Call(http), null);
    assertThat(task(TaskSpecBuilder.builder().command(command).build()))
        .extracting(Terms.Agreed::work, Terms.Agreed::memoryLimit)
        .containsExactly(new Work.Command(command, null), "4Gi");
  }

  private static Terms.Agreed task(TaskSpec task) {
    var job =
        AVideoJob.named("clip")
            .with(spec -> spec.source(null).destination(null).profile("none-such").task(task))
            .build();
    return (Terms.Agreed)
        new TermsOfWork("4Gi").of(job, null, TermsOfWork.Profiles.BUILT_IN, _ -> Optional.empty());
  }

  @Test
  void a_job_without_a_queue_has_the_operators_defaults() {
    var terms = agreed(AVideoJob.named("clip"), null);

    assertThat(transcode(terms).profileName()).isEqualTo("hls-ladder");
    assertThat(transcode(terms).destination()).isEqualTo("s3://videos/clip");
    assertThat(terms.maxAttempts()).isEqualTo(3);
    assertThat(terms.timeout()).isEqualTo(Duration.ofHours(6));
    assertThat(terms.memoryLimit()).isEqualTo("4Gi");
    assertThat(terms.suspended()).isFalse();
  }

  @Test
  void the_queues_word_goes_before_the_defaults() {
    var job = AVideoJob.named("clip").from("uploads").with(spec -> spec.destination(null));

    var terms = agreed(job, queue().build());

    assertThat(transcode(terms).profileName()).isEqualTo("mp4-720p");
    assertThat(transcode(terms).destination()).isEqualTo("s3://queue-out");
    assertThat(terms.maxAttempts()).isEqualTo(7);
    assertThat(terms.timeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(terms.memoryLimit()).isEqualTo("6Gi");
  }

  @Test
  void the_jobs_own_word_goes_before_the_queues() {
    var job =
        AVideoJob.named("clip")
            .from("uploads")
            .with(spec -> spec.profile("archive").maxAttempts(1).timeoutSeconds(60));

    var terms = agreed(job, queue().build());

    assertThat(transcode(terms).profileName()).isEqualTo("archive");
    assertThat(transcode(terms).destination()).isEqualTo("s3://videos/clip");
    assertThat(terms.maxAttempts()).isEqualTo(1);
    assertThat(terms.timeout()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void limits_without_memory_leave_the_default() {
    var onlyCpu =
        VideoQueueSpecTemplateBuilder.builder()
            .resources(
                new ResourceRequirementsBuilder().addToLimits("cpu", new Quantity("2")).build())
            .build();

    assertThat(agreed(AVideoJob.named("clip").from("q"), queue().template(onlyCpu).build()))
        .extracting(Terms.Agreed::memoryLimit)
        .isEqualTo("4Gi");
  }

  @Test
  void the_job_or_its_queue_suspends() {
    var suspended = AVideoJob.named("clip").from("uploads").with(spec -> spec.suspend(true));

    assertThat(agreed(suspended, queue().build()).suspended()).isTrue();
    assertThat(agreed(AVideoJob.named("clip").from("q"), queue().suspend(true).build()))
        .matches(Terms.Agreed::suspended);
  }

  @Test
  void a_queue_that_does_not_exist_is_named() {
    assertThat(terms(AVideoJob.named("clip").from("uploads"), null))
        .isInstanceOfSatisfying(
            Terms.Missing.class,
            missing -> {
              assertThat(missing.queue()).isEqualTo("uploads");
              assertThat(missing.message()).contains("VideoQueue uploads").contains("Create it");
            });
  }

  @Test
  void an_unknown_profile_is_refused_with_the_list_of_those_that_exist() {
    var failure = refused(AVideoJob.named("clip").with(spec -> spec.profile("hls")), null);

    assertThat(failure.failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(failure.reason()).isEqualTo("UnknownProfile");
    assertThat(failure.message())
        .isEqualTo("Profile hls does not exist. There are: archive, hls-ladder, mp4-720p.");
  }

  @Test
  void work_without_a_destination_is_refused_with_what_to_write() {
    var failure = refused(AVideoJob.named("clip").with(spec -> spec.destination(null)), null);

    assertThat(failure.reason()).isEqualTo("NoDestination");
    assertThat(failure.message()).contains("s3://BUCKET/PREFIX");
  }

  @Test
  void a_queue_without_a_destination_does_not_help() {
    var job = AVideoJob.named("clip").from("uploads").with(spec -> spec.destination(null));

    assertThat(refused(job, queue().destination(null).build()).reason()).isEqualTo("NoDestination");
  }

  @Test
  void a_payload_of_exactly_the_limit_is_carried() {
    assertThat(terms(withPayloadOf(TermsOfWork.MAX_PAYLOAD_BYTES), null))
        .isInstanceOf(Terms.Agreed.class);
  }

  @Test
  void a_payload_above_the_limit_is_refused_with_its_size() {
    var failure = refused(withPayloadOf(TermsOfWork.MAX_PAYLOAD_BYTES + 1), null);

    assertThat(failure.reason()).isEqualTo("PayloadTooLarge");
    assertThat(failure.message()).contains("16385").contains("16384");
  }

  @Test
  void a_payload_is_measured_in_bytes_not_in_characters() {
    var umlauts = JsonNodeFactory.instance.textNode("ü".repeat(9000));

    assertThat(refused(AVideoJob.named("clip").withPayload(umlauts), null).reason())
        .isEqualTo("PayloadTooLarge");
  }

  private static AVideoJob withPayloadOf(int bytes) {
    var quotes = 2;
    return AVideoJob.named("clip")
        .withPayload(JsonNodeFactory.instance.textNode("x".repeat(bytes - quotes)));
  }
}
