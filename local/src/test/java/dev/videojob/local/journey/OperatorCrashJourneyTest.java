package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator is killed in the middle of a transcode and started again. */
class OperatorCrashJourneyTest {
  private static final String SLOW_WORKER = "slow-worker:1";

  @RegisterExtension
  static final TestPlatform PLATFORM =
      TestPlatform.withoutOperator(
          platform ->
              platform.image(SLOW_WORKER, Scripts.of("sleep 22; exec " + Scripts.worker())));

  private final UserClients user = PLATFORM.user();

  private final List<OperatorProgram> operators = new ArrayList<>();

  /** SQS may hand a message to the poll of a killed client: it comes again after this time. */
  @BeforeEach
  void leases_are_short() {
    changeQueue(null);
  }

  @AfterEach
  void no_operator_is_left() {
    operators.forEach(OperatorProgram::kill);
  }

  private OperatorProgram operator() {
    var operator =
        OperatorProgram.start(PLATFORM.stack().endpoints(), PLATFORM.stack().operatorConfig());
    operators.add(operator);
    return operator;
  }

  private VideoJob awaitTranscode(String key) {
    return UserClients.patiently()
        .until(
            () -> user.jobsOfKey(key),
            jobs -> jobs.size() == 1 && CancelJourneyTest.transcodes(jobs.getFirst()))
        .getFirst();
  }

  private static List<Long> workers() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains("WorkerMain"))
        .map(ProcessHandle::pid)
        .toList();
  }

  private Pod onlyPod(VideoJob job) {
    var pods = user.pods(job);
    assertThat(pods).hasSize(1);
    return pods.getFirst();
  }

  private void assertWorkedOnOnce(VideoJob job, Pod pod) {
    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status(job).attempts()).hasSize(1);
    assertThat(user.kubernetesJobs(job)).hasSize(1);
    assertThat(onlyPod(job).getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(user.processed(job)).hasSize(1);
    user.awaitEmptySourceQueue();
    assertThat(user.deadLetters(job)).isEmpty();
    assertThat(user.document(job).getString("state")).isEqualTo("Succeeded");
  }

  @Test
  void a_transcode_goes_on_in_the_same_pod_when_the_operator_is_killed_and_started_again() {
    var first = operator();
    user.upload(MadeVideos.slow(), "survivor.mp4");
    var before = awaitTranscode("survivor.mp4");
    var pod = onlyPod(before);
    var processes = workers();
    assertThat(processes).hasSize(1);

    first.kill();
    operator();
    var percent = Objects.requireNonNull(status(before).progress()).percent();
    user.awaitJob(
        before.getMetadata().getName(),
        job -> {
          var progress = status(job).progress();
          return job.ended() || (progress != null && progress.percent() > percent);
        });

    assertThat(workers()).as("no second worker").isSubsetOf(processes);
    assertWorkedOnOnce(user.awaitEndOfKey("survivor.mp4"), pod);
  }

  @Test
  void a_transcode_that_ends_while_no_operator_runs_is_told_by_the_next_one() {
    var first = operator();
    user.upload(MadeVideos.ladder(), "orphan.mp4");
    var before = awaitRunning("orphan.mp4");
    var pod = onlyPod(before);
    first.kill();
    UserClients.patiently()
        .until(() -> onlyPod(before).getStatus().getPhase(), phase -> "Succeeded".equals(phase));
    assertThat(user.processed(before)).isEmpty();
    assertThat(user.inSourceQueue()).isEqualTo(1);

    operator();

    assertWorkedOnOnce(user.awaitEndOfKey("orphan.mp4"), pod);
  }

  private VideoJob awaitRunning(String key) {
    return UserClients.patiently()
        .until(
            () -> user.jobsOfKey(key),
            jobs ->
                jobs.size() == 1
                    && jobs.getFirst().getStatus() != null
                    && status(jobs.getFirst()).state() == JobState.RUNNING)
        .getFirst();
  }

  @Test
  void a_message_whose_lease_ran_out_meanwhile_is_not_worked_on_twice() {
    changeQueue(SLOW_WORKER);
    var first = operator();
    user.upload(MadeVideos.small(), "leased.mp4");
    var before = awaitRunning("leased.mp4");
    var pod = onlyPod(before);
    var receipt = receipt(before);

    first.kill();
    UserClients.patiently().until(this::receiveAndDie);
    operator();

    var again =
        user.awaitJob(
            before.getMetadata().getName(), job -> job.ended() || !receipt(job).equals(receipt));
    assertThat(receipt(again)).as("the new lease is noted").isNotEqualTo(receipt);
    assertWorkedOnOnce(user.awaitEndOfKey("leased.mp4"), pod);
  }

  private static String receipt(VideoJob job) {
    return String.valueOf(job.getMetadata().getAnnotations().get("videojob.dev/lease"));
  }

  /** Receives the message as an operator does that is killed before it can do anything. */
  private boolean receiveAndDie() {
    return !user.sqs()
        .receiveMessage(receive -> receive.queueUrl(user.queueUrl()).visibilityTimeout(1))
        .messages()
        .isEmpty();
  }

  private void changeQueue(@Nullable String image) {
    user.changeQueue(spec -> changed(spec, image));
  }

  private static VideoQueueSpec changed(VideoQueueSpec spec, @Nullable String image) {
    var sqs =
        VideoQueueSpecSqsBuilder.builder(Objects.requireNonNull(spec.sqs()))
            .visibilityTimeoutSeconds(10)
            .waitTimeSeconds(1)
            .build();
    var template = VideoQueueSpecTemplateBuilder.builder(spec.template()).image(image).build();
    return VideoQueueSpecBuilder.builder(spec).sqs(sqs).template(template).build();
  }
}
