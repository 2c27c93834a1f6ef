package dev.videojob.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Packaging;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kinds are records inside fabric8's CustomResource: they must survive its serialization. */
class RoundTripTest {
  private final KubernetesSerialization kubernetes = new KubernetesSerialization();
  private final ObjectMapper plain = new ObjectMapper();

  @ParameterizedTest
  @MethodSource("kinds")
  void aNewResourceHasNeitherSpecNorStatus(Supplier<CustomResource<?, ?>> kind) {
    CustomResource<?, ?> fresh = kind.get();

    assertThat((Object) fresh.getSpec()).isNull();
    assertThat((Object) fresh.getStatus()).isNull();
    assertThat(kubernetes.asJson(fresh)).doesNotContain("\"spec\"").doesNotContain("\"status\"");
  }

  static List<Supplier<CustomResource<?, ?>>> kinds() {
    return List.of(
        VideoJob::new,
        VideoQueue::new,
        TranscodeProfile::new,
        DeadLetterRedrive::new,
        FinishedWork::new);
  }

  @ParameterizedTest
  @MethodSource("filled")
  void yamlAndJsonKeepEverything(HasMetadata written) {
    assertThat((Object) kubernetes.unmarshal(kubernetes.asYaml(written), written.getClass()))
        .isEqualTo(written);
    assertThat((Object) kubernetes.unmarshal(kubernetes.asJson(written), written.getClass()))
        .isEqualTo(written);
    assertThat((Object) kubernetes.clone(written)).isEqualTo(written);
  }

  static List<Arguments> filled() {
    return List.of(
        Arguments.of(videoJob()),
        Arguments.of(videoQueue()),
        Arguments.of(profile()),
        Arguments.of(redrive()),
        Arguments.of(finishedWork()));
  }

  @Test
  void payloadIsKeptAsItIs() throws Exception {
    JsonNode payload = plain.readTree("{\"a\":[1,2.5,null,{\"b\":true}],\"c\":\"ü\"}");
    VideoJob job = videoJob();
    job.setSpec(VideoJobSpecBuilder.builder(job.getSpec()).payload(payload).build());

    VideoJob read = kubernetes.unmarshal(kubernetes.asYaml(job), VideoJob.class);

    assertThat(read.getSpec().payload()).isEqualTo(payload);
  }

  @Test
  void fieldsOfALaterVersionAreTolerated() throws Exception {
    ObjectNode later = plain.readValue(kubernetes.asJson(videoJob()), ObjectNode.class);
    later.put("invented", 1);
    ((ObjectNode) later.at("/spec")).put("invented", 2);
    ((ObjectNode) later.at("/spec/source")).putObject("invented").put("deep", 3);
    ((ObjectNode) later.at("/status")).put("invented", "x");

    assertThat(kubernetes.unmarshal(later.toString(), VideoJob.class)).isEqualTo(videoJob());
    assertThat(plain.treeToValue(later, VideoJob.class)).isEqualTo(videoJob());
  }

  @Test
  void enumsAreWrittenInTheirApiNames() {
    assertThat(kubernetes.asYaml(videoJob())).contains("state: \"Running\"");
    assertThat(kubernetes.asYaml(profile())).contains("- \"Hls\"").contains("preset: \"veryfast\"");
  }

  static VideoJob videoJob() {
    VideoJob job = new VideoJob();
    job.setMetadata(new ObjectMetaBuilder().withName("one").withNamespace("media").build());
    job.setSpec(
        VideoJobSpecBuilder.builder()
            .queueRef("uploads")
            .source(VideoJobSpecSourceBuilder.builder().uri("s3://in/a b.mp4").build())
            .metadata(Map.of("title", "Ä"))
            .build());
    job.setStatus(
        VideoJobStatusBuilder.builder()
            .state(JobState.RUNNING)
            .attempt(1)
            .attemptsSpent(3)
            .spentByClass(Map.of(FailureClass.TRANSIENT, 2, FailureClass.START, 1))
            .attempts(
                List.of(
                    VideoJobStatusAttemptBuilder.builder()
                        .number(1)
                        .jobName("one-1")
                        .decidedAt("2026-01-01T00:00:00Z")
                        .build()))
            .build());
    return job;
  }

  static VideoQueue videoQueue() {
    VideoQueue queue = new VideoQueue();
    queue.setMetadata(new ObjectMetaBuilder().withName("uploads").build());
    queue.setSpec(
        VideoQueueSpecBuilder.builder()
            .retry(
                VideoQueueSpecRetryBuilder.builder()
                    .budgets(VideoQueueSpecBudgetsBuilder.builder().transients(2).build())
                    .build())
            .build());
    queue.setStatus(
        VideoQueueStatusBuilder.builder()
            .messages(new VideoQueueStatus.Messages(3, 4))
            .deadLetters(new VideoQueueStatus.DeadLetters(1, "2026-01-31T12:00:00Z"))
            .build());
    return queue;
  }

  static TranscodeProfile profile() {
    TranscodeProfile profile = new TranscodeProfile();
    profile.setMetadata(new ObjectMetaBuilder().withName("small").build());
    profile.setSpec(
        TranscodeProfileSpecBuilder.builder()
            .video(
                TranscodeProfileSpecVideoBuilder.builder()
                    .rungs(
                        List.of(
                            TranscodeProfileSpecRungBuilder.builder()
                                .name("720p")
                                .shortSide(720)
                                .maxBitrateKbps(3000)
                                .build()))
                    .build())
            .packaging(List.of(Packaging.HLS))
            .build());
    return profile;
  }

  static DeadLetterRedrive redrive() {
    DeadLetterRedrive redrive = new DeadLetterRedrive();
    redrive.setMetadata(new ObjectMetaBuilder().withName("again").build());
    redrive.setSpec(DeadLetterRedriveSpecBuilder.builder().queueRef("uploads").build());
    redrive.setStatus(
        DeadLetterRedriveStatusBuilder.builder()
            .state(RedriveState.RUNNING)
            .redriven(7L)
            .moving(List.of("m-1"))
            .build());
    return redrive;
  }

  static FinishedWork finishedWork() {
    FinishedWork segment = new FinishedWork();
    segment.setMetadata(new ObjectMetaBuilder().withName("videojob-operator-00000001").build());
    segment.setSpec(
        FinishedWorkSpecBuilder.builder()
            .entries("AAAAAAAAAAEAAAAAAAAAAg==")
            .count(1)
            .holder("operator-1")
            .newestAt("2026-01-01T00:00:00Z")
            .build());
    return segment;
  }
}
