package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobDocumentTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void it_holds_the_whole_story() throws Exception {
    var payload = JSON.readTree("{\"tenant\": {\"id\": 7}}");
    var job =
        AVideoJob.named("clip")
            .from("uploads")
            .ofMessage("m-1", "{}", Map.of())
            .withPayload(payload)
            .with(spec -> spec.metadata(Map.of("title", "Süß")).className("big").priority(90))
            .withStatus(
                VideoJobStatusBuilder.builder()
                    .state(JobState.DEAD_LETTERED)
                    .revision(5L)
                    .attempt(1)
                    .attempts(List.of(AnAttempt.number(1).failed(FailureClass.TRANSIENT)))
                    .profile("mp4-720p")
                    .reason("InputOutputError")
                    .message("The bucket did not answer.")
                    .startTime("2026-03-01T11:59:00Z")
                    .completionTime("2026-03-01T12:00:00Z")
                    .durationSeconds(60L)
                    .build())
            .build();

    var document = JobDocument.of(job, JSON);

    assertThat(document.id()).isEqualTo("uid-of-clip");
    assertThat(document.revision()).isEqualTo(5);
    var body = document.body();
    assertThat(body.path("schemaVersion").asInt()).isEqualTo(1);
    assertThat(body.path("namespace").asText()).isEqualTo("media");
    assertThat(body.path("name").asText()).isEqualTo("clip");
    assertThat(body.path("uid").asText()).isEqualTo("uid-of-clip");
    assertThat(body.path("queue").asText()).isEqualTo("uploads");
    assertThat(body.path("state").asText()).isEqualTo("DeadLettered");
    assertThat(body.path("revision").asLong()).isEqualTo(5);
    assertThat(body.path("source").asText()).isEqualTo("s3://uploads/clip.mp4");
    assertThat(body.path("profile").asText()).isEqualTo("mp4-720p");
    assertThat(body.path("className").asText()).isEqualTo("big");
    assertThat(body.path("priority").asInt()).isEqualTo(90);
    assertThat(body.path("metadata").path("title").asText()).isEqualTo("Süß");
    assertThat(body.path("payload")).isEqualTo(payload);
    assertThat(body.path("messageId").asText()).isEqualTo("m-1");
    assertThat(body.path("attempts").path(0).path("failureClass").asText()).isEqualTo("Transient");
    assertThat(body.path("reason").asText()).isEqualTo("InputOutputError");
    assertThat(body.path("durationSeconds").asLong()).isEqualTo(60);
    assertThat(body.path("createdAt").asText()).isEqualTo("2026-03-01T11:59:00Z");
  }

  @Test
  void what_a_task_gave_back_is_told() {
    var result = JSON.createObjectNode().put("url", "https://out/7");
    var job =
        AVideoJob.named("clip")
            .with(spec -> spec.source(null))
            .withStatus(VideoJobStatusBuilder.builder().result(result).build())
            .build();

    assertThat(JobDocument.of(job, JSON).body().path("result")).isEqualTo(result);
    assertThat(JobDocument.of(job, JSON).body().has("source")).isFalse();
  }

  @Test
  void a_job_that_nobody_has_looked_at_has_a_document_without_holes() {
    var document = JobDocument.of(AVideoJob.named("clip").build(), JSON);

    assertThat(document.revision()).isZero();
    assertThat(document.body().properties())
        .noneMatch(entry -> entry.getValue().isNull())
        .extracting(Map.Entry::getKey)
        .doesNotContain("state", "queue", "payload", "messageId", "reason", "progress");
  }
}
