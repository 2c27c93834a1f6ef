package dev.videojob.e2e;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.local.journey.UserClients;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Work other than a transcode. */
@Tag("cluster")
class TasksTest {
  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  private final UserClients user = PLATFORM.user();

  private void call(String name, String http) {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoJob
        metadata: {name: %s}
        spec: {maxAttempts: 1, task: {http: {%s}}}
        """
            .formatted(name, http));
  }

  @Test
  void a_command_reads_its_payload_from_a_file_and_its_result_is_kept() {
    user.create(MediaPlatform.text("command.yaml"));

    var job = user.awaitEndOf("pythagoras");

    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    var result = Objects.requireNonNull(status(job).result());
    assertThat(result.path("scene").asText()).isEqualTo("Pythagoras");
    assertThat(result.path("frames").asInt()).isEqualTo(42);
    assertThat(user.kubernetesJobs(job)).hasSize(1);
  }

  @Test
  void a_service_that_is_allowed_is_called_without_a_pod() {
    call(
        "listed",
        """
        url: "http://sqs.%s:9324/", headers: {X-Amz-Target: AmazonSQS.ListQueues,
        Content-Type: application/x-amz-json-1.0}
        """
            .formatted(MediaPlatform.STAND_INS));

    var job = user.awaitEndOf("listed");

    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(Objects.requireNonNull(status(job).result()).path("QueueUrls").toString())
        .contains("/uploads-dead");
    assertThat(user.kubernetesJobs(job)).isEmpty();
    assertThat(user.pods(job)).isEmpty();
  }

  @Test
  void a_service_of_the_cluster_that_nobody_has_allowed_is_not_called() {
    call("curious", "url: \"https://kubernetes.default.svc/version\", method: Get");

    var job = user.awaitEndOf("curious");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(status(job).attempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.failureClass()).isEqualTo(FailureClass.PERMANENT);
              assertThat(attempt.reason()).isEqualTo("AddressRefused");
            });
  }
}
