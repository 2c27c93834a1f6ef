package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.attribute;
import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.local.LocalPlatformConfig;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Attempts fail, each in its way. */
class RetryJourneyTest {
  @RegisterExtension
  static final TestPlatform PLATFORM = TestPlatform.running(RetryJourneyTest::images);

  private final UserClients user = PLATFORM.user();

  private static void images(LocalPlatformConfig.Builder platform) {
    platform
        .image(
            "flaky:1",
            Scripts.of(
                "grep -q '\"attempt\":1,' \"$VIDEOJOB_TASK_FILE\" && exit 20; exec "
                    + Scripts.worker()))
        .image("broken:1", Scripts.of("echo the disk is on fire; exit 20"))
        .image("hopeless:1", Scripts.of("exit 10"))
        .image("greedy:1", Scripts.of("kill -9 $$"))
        .image("sleepy:1", Scripts.of("sleep 60 & wait"));
  }

  /** A queue without SQS whose pods have {@code image}, and a job in it. */
  private void createJob(String name, String image, String template, String retry, String spec) {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoQueue
        metadata: {name: %s}
        spec:
          destination: {uri: "s3://videos-out/{name}"}
          profile: thumbnails
          template: {image: "%s"%s}
          retry: {%s}
        """
            .formatted(name, image, template, retry));
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoJob
        metadata: {name: %s}
        spec: {queueRef: %s, source: {uri: "%s"}%s}
        """
            .formatted(
                name, name, user.uploadQuietly(MadeVideos.small(), "retries/small.mp4"), spec));
  }

  @Test
  void a_transient_fault_is_retried_after_a_wait_that_the_status_shows() {
    createJob("flaky", "flaky:1", "", "initialDelaySeconds: 2, jitterPercent: 0", "");

    var waiting =
        user.awaitJob(
            "flaky",
            job -> status(job).state() == JobState.RETRYING && status(job).nextAttemptAt() != null);
    var due = Instant.parse(String.valueOf(status(waiting).nextAttemptAt()));
    var first = status(waiting).attempts().getFirst();
    assertThat(first.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(first.exitCode()).isEqualTo(20);
    assertThat(first.reason()).isEqualTo("InputOutputError");
    assertThat(Instant.parse(String.valueOf(first.finishedAt())).plusSeconds(2))
        .isCloseTo(due, within(1, ChronoUnit.SECONDS));
    assertThat(status(waiting).waiting())
        .isEqualTo(
            new Waiting(WaitingReason.BACK_OFF, "The next attempt starts at " + due + ".", null));
    await()
        .untilAsserted(
            () -> assertThat(user.document(waiting).getString("state")).isEqualTo("Retrying"));

    var job = user.awaitEndOf("flaky");

    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status(job).attempts()).hasSize(2);
    assertThat(status(job).attemptsSpent()).isEqualTo(1);
    assertThat(Instant.parse(status(job).attempts().getLast().decidedAt()))
        .isAfterOrEqualTo(due)
        .isBefore(due.plusSeconds(5));
    assertThat(user.kubernetesJobs(job)).hasSize(2);
    assertThat(status(job).conditions())
        .filteredOn(condition -> "True".equals(condition.getStatus()))
        .extracting("type")
        .containsExactlyInAnyOrder("Complete", "MetadataSynced");
  }

  @Test
  void a_permanent_fault_is_not_retried() {
    createJob("hopeless", "hopeless:1", "", "initialDelaySeconds: 1", "");

    var job = user.awaitEndOf("hopeless");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(status(job).reason()).isEqualTo("InvalidInput");
    assertThat(status(job).attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.failureClass()).isEqualTo(FailureClass.PERMANENT))
        .satisfies(attempt -> assertThat(attempt.exitCode()).isEqualTo(10));
  }

  @Test
  void an_attempt_that_takes_too_long_is_ended() {
    createJob("sleepy", "sleepy:1", "", "maxAttempts: 1", ", timeoutSeconds: 2");

    var job = user.awaitEndOf("sleepy");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(status(job).reason()).isEqualTo("DeadlineExceeded");
    assertThat(status(job).message()).contains("longer than its timeout");
    assertThat(status(job).attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.failureClass()).isEqualTo(FailureClass.TIMEOUT));
    UserClients.patiently().until(() -> sleeping().isEmpty());
  }

  private static List<ProcessHandle> sleeping() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").endsWith("sleep 60"))
        .toList();
  }

  @Test
  void a_pod_that_cannot_start_says_why_and_fails_in_time() {
    createJob("imageless", "no-such-image:1", ", startDeadlineSeconds: 4", "maxAttempts: 1", "");

    var job = user.awaitEndOf("imageless");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(status(job).reason()).isIn("ErrImagePull", "ImagePullBackOff");
    assertThat(status(job).message()).contains("no-such-image:1");
    assertThat(status(job).attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.failureClass()).isEqualTo(FailureClass.START));
    UserClients.patiently().until(() -> user.pods(job).isEmpty());
  }

  @Test
  void more_memory_is_given_to_a_worker_that_was_killed_for_want_of_it() {
    createJob(
        "greedy",
        "greedy:1",
        ", resources: {limits: {memory: 1Gi}}",
        "maxAttempts: 2, initialDelaySeconds: 1, maxMemory: 2Gi",
        "");

    var job = user.awaitEndOf("greedy");

    assertThat(status(job).reason()).isEqualTo("OOMKilled");
    assertThat(status(job).attempts())
        .extracting(attempt -> attempt.failureClass())
        .containsOnly(FailureClass.RESOURCE);
    assertThat(status(job).attempts().getFirst().memoryLimit()).isEqualTo("1Gi");
    assertThat(status(job).attempts().getLast().memoryLimit()).isNotEqualTo("1Gi");
  }

  @Test
  void a_message_is_dead_lettered_when_its_attempts_are_spent() {
    var sourceUrl = queueUrl("broken-source");
    var deadUrl = queueUrl("broken-dead");
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoQueue
        metadata: {name: broken}
        spec:
          destination: {uri: "s3://videos-out/{name}"}
          template: {image: "broken:1"}
          retry: {maxAttempts: 2, initialDelaySeconds: 1}
          sqs: {queueUrl: "%s", deadLetterQueueUrl: "%s", endpoint: "%s", region: us-east-1}
        """
            .formatted(sourceUrl, deadUrl, user.endpoint("AWS_ENDPOINT_URL_SQS")));
    var body = "{\"url\": \"s3://videos-in/whatever.mp4\"}";
    var messageId =
        user.sqs().sendMessage(send -> send.queueUrl(sourceUrl).messageBody(body)).messageId();

    var letter =
        UserClients.patiently()
            .until(
                () ->
                    user.sqs()
                        .receiveMessage(get -> get.queueUrl(deadUrl).messageAttributeNames("All"))
                        .messages(),
                letters -> !letters.isEmpty())
            .getFirst();

    assertThat(letter.body()).isEqualTo(body);
    assertThat(attribute(letter, "VideoJobReason")).isEqualTo("InputOutputError");
    assertThat(attribute(letter, "VideoJobFailureClass")).isEqualTo("Transient");
    var details = Document.parse(attribute(letter, "VideoJobDeadLetter"));
    assertThat(details.getInteger("attempts")).isEqualTo(2);
    assertThat(details.getInteger("exitCode")).isEqualTo(20);
    var job = user.jobsOfMessage(messageId).getFirst();
    var end = user.awaitJob(job.getMetadata().getName(), VideoJob::ended);
    assertThat(status(end).state()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(status(end).attempts()).hasSize(2);
    UserClients.patiently()
        .until(
            () ->
                user.sqs()
                    .getQueueAttributes(
                        get -> get.queueUrl(sourceUrl).attributeNamesWithStrings("All"))
                    .attributesAsStrings(),
            counts ->
                "0".equals(counts.get("ApproximateNumberOfMessages"))
                    && "0".equals(counts.get("ApproximateNumberOfMessagesNotVisible")));
  }

  private String queueUrl(String name) {
    user.sqs().createQueue(create -> create.queueName(name));
    var known = user.queueUrl();
    return known.substring(0, known.lastIndexOf('/') + 1) + name;
  }
}
