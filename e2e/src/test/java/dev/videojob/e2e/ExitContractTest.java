package dev.videojob.e2e;

import static dev.videojob.local.journey.UserClients.patiently;
import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.local.journey.MadeVideos;
import dev.videojob.local.journey.UserClients;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How real pods end, and what the operator makes of it. Success is the matter of other tests. */
@Tag("cluster")
class ExitContractTest {
  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  private final UserClients user = PLATFORM.user();

  /** A queue without SQS of the name of the job, and the job. */
  private void create(String name, String source, String template, String retry, String spec) {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoQueue
        metadata: {name: %s}
        spec:
          destination: {uri: "s3://videos-out/{name}"}
          profile: mp4-720p
          template: {%s}
          retry: {initialDelaySeconds: 1, jitterPercent: 0, %s}
        """
            .formatted(name, template, retry));
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoJob
        metadata: {name: %s}
        spec: {queueRef: %s, source: {uri: "%s"}%s}
        """
            .formatted(name, name, source, spec));
  }

  private String small() {
    return user.uploadQuietly(MadeVideos.small(), "contract/small.mp4");
  }

  private String slow() {
    return user.uploadQuietly(MadeVideos.slow(), "contract/slow.mp4");
  }

  private Attempt onlyAttempt(VideoJob job) {
    assertThat(status(job).attempts()).hasSize(1);
    return status(job).attempts().getFirst();
  }

  @Test
  void a_file_that_is_no_video_is_dead_lettered_after_one_attempt() {
    user.upload(MadeVideos.text(), "diary.mp4");

    var job = user.awaitEndOfKey("diary.mp4");

    assertThat(status(job).state()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(onlyAttempt(job).exitCode()).isEqualTo(10);
    assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(user.deadLetters(job))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(UserClients.attribute(letter, "VideoJobDeadLetter"))
                    .contains("InvalidInput"));
    user.awaitEmptySourceQueue();
  }

  @Test
  void a_source_that_cannot_be_reached_is_tried_again() {
    create(
        "unreachable",
        "https://s3." + MediaPlatform.STAND_INS + ":9443/a.mp4",
        "",
        "maxAttempts: 2",
        "");

    var job = user.awaitEndOf("unreachable");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(status(job).attempts())
        .hasSize(2)
        .allSatisfy(attempt -> assertThat(attempt.exitCode()).isEqualTo(20))
        .allSatisfy(
            attempt -> assertThat(attempt.failureClass()).isEqualTo(FailureClass.TRANSIENT));
  }

  @Test
  void an_attempt_killed_for_its_memory_is_followed_by_one_with_more() {
    create(
        "greedy",
        slow(),
        "resources: {limits: {memory: 128Mi, cpu: \"2\"}, requests: {cpu: 50m}}",
        "maxAttempts: 5",
        "");

    var job = user.awaitEndOf("greedy");

    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    var attempts = status(job).attempts();
    assertThat(attempts).hasSizeGreaterThan(1);
    assertThat(attempts.getFirst().failureClass()).isEqualTo(FailureClass.RESOURCE);
    assertThat(attempts.getFirst().reason()).isEqualTo("OOMKilled");
    assertThat(attempts)
        .extracting(attempt -> Quantity.getAmountInBytes(new Quantity(attempt.memoryLimit())))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void an_attempt_that_takes_too_long_is_ended_by_its_jobs_deadline() {
    create("endless", slow(), "", "maxAttempts: 1", ", timeoutSeconds: 6");

    var job = user.awaitEndOf("endless");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(onlyAttempt(job).reason()).isEqualTo("DeadlineExceeded");
    patiently().until(() -> user.pods(job), ExitContractTest::noneRuns);
  }

  private static boolean noneRuns(List<Pod> pods) {
    return pods.stream().noneMatch(pod -> "Running".equals(pod.getStatus().getPhase()));
  }

  @Test
  void a_pod_evicted_by_a_drain_is_replaced_free_of_charge() {
    create("drained", slow(), "", "maxAttempts: 1", "");
    var running = user.awaitJob("drained", job -> status(job).state() == JobState.RUNNING);
    var pod = user.pods(running).getFirst();

    PLATFORM.cluster().client().pods().resource(pod).evict();

    var job = user.awaitEndOf("drained");
    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(onlyAttempt(job).succeeded()).isTrue();
    assertThat(user.kubernetesJobs(job)).hasSize(1);
    assertThat(user.pods(job))
        .filteredOn(end -> "Succeeded".equals(end.getStatus().getPhase()))
        .singleElement()
        .satisfies(
            end -> assertThat(end.getMetadata().getUid()).isNotEqualTo(pod.getMetadata().getUid()));
  }

  @Test
  void an_image_that_cannot_be_pulled_is_given_up_with_the_pods_own_words() {
    create(
        "imageless",
        small(),
        "image: \"videojob.dev/absent:1\", startDeadlineSeconds: 8",
        "maxAttempts: 1",
        "");
    var waiting =
        user.awaitJob(
            "imageless", job -> String.valueOf(status(job).message()).contains("absent:1"));
    assertThat(status(waiting).state()).isEqualTo(JobState.STARTING);

    var job = user.awaitEndOf("imageless");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.START);
    assertThat(onlyAttempt(job).reason()).isIn("ErrImagePull", "ImagePullBackOff");
    assertThat(onlyAttempt(job).message()).contains("videojob.dev/absent:1");
  }

  @Test
  void a_pod_that_fits_no_node_is_given_up_with_the_schedulers_words() {
    create(
        "homeless",
        small(),
        "nodeSelector: {videojob.dev/e2e: nowhere}, startDeadlineSeconds: 5",
        "maxAttempts: 1",
        "");

    var job = user.awaitEndOf("homeless");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.START);
    assertThat(onlyAttempt(job).reason()).isEqualTo("Unschedulable");
    assertThat(onlyAttempt(job).message()).contains("didn't match Pod's node affinity/selector");
  }

  @Test
  void a_pod_whose_node_is_gone_is_replaced_free_of_charge() {
    try (var ghost = GhostNode.join(PLATFORM.cluster().client())) {
      create(
          "orphaned",
          small(),
          "nodeSelector: {%s: here}, tolerations: [{operator: Exists}]".formatted(GhostNode.LABEL),
          "maxAttempts: 1",
          "");
      var pod =
          patiently()
              .until(
                  () -> onlyPod("orphaned").filter(ExitContractTest::scheduled),
                  Optional::isPresent)
              .orElseThrow();
      ghost.run(pod);
      user.awaitJob("orphaned", job -> status(job).state() == JobState.RUNNING);

      ghost.vanish();

      var uid = pod.getMetadata().getUid();
      var after =
          patiently()
              .atMost(Duration.ofMinutes(4))
              .until(
                  () -> onlyPod("orphaned").filter(now -> !uid.equals(now.getMetadata().getUid())),
                  Optional::isPresent)
              .orElseThrow();
      assertThat(after.getStatus().getPhase()).isEqualTo("Pending");
      ghost.openAnotherNode();
      var job = user.awaitEndOf("orphaned");
      assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    }
  }

  /** The pod of {@code job} that has not failed, if there is one. */
  private Optional<Pod> onlyPod(String job) {
    return PLATFORM
        .cluster()
        .client()
        .pods()
        .inNamespace(MediaPlatform.MEDIA)
        .withLabel("videojob.dev/videojob", job)
        .list()
        .getItems()
        .stream()
        .filter(pod -> !"Failed".equals(pod.getStatus().getPhase()))
        .findFirst();
  }

  private static boolean scheduled(Pod pod) {
    return pod.getSpec().getNodeName() != null;
  }
}
