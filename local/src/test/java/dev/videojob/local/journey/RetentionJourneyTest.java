package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetentionBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Finished VideoJobs are kept for two seconds here; what they did is remembered. */
class RetentionJourneyTest {
  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.withoutOperator();

  @TempDir private Path folder;

  private final UserClients user = PLATFORM.user();
  private final List<OperatorProgram> operators = new ArrayList<>();

  @BeforeEach
  void finished_jobs_are_kept_briefly() {
    user.changeQueue(RetentionJourneyTest::changed);
  }

  private static VideoQueueSpec changed(VideoQueueSpec spec) {
    return VideoQueueSpecBuilder.builder(spec)
        .sqs(
            VideoQueueSpecSqsBuilder.builder(Objects.requireNonNull(spec.sqs()))
                .visibilityTimeoutSeconds(20)
                .waitTimeSeconds(1)
                .build())
        .retention(
            VideoQueueSpecRetentionBuilder.builder().succeededSeconds(2).failedSeconds(2).build())
        .build();
  }

  @AfterEach
  void no_operator_is_left() {
    operators.forEach(OperatorProgram::kill);
  }

  private OperatorProgram operator() {
    return operator(Map.of());
  }

  private OperatorProgram operator(Map<String, String> variables) {
    var started =
        OperatorProgram.start(
            PLATFORM.stack().endpoints(), PLATFORM.stack().operatorConfig(), variables);
    operators.add(started);
    return started;
  }

  private OperatorProgram replica(String name) {
    return operator(
        Map.of(
            "VIDEOJOB_LEADER_ELECTION", "true",
            "VIDEOJOB_LEADER_LEASE_NAMESPACE", "default",
            "VIDEOJOB_POD_NAME", name,
            "VIDEOJOB_POD_IP", "127.0.0.1",
            "VIDEOJOB_HTTP_PORT", "0"));
  }

  private String leader() {
    var lease =
        user.kubernetes()
            .resources(Lease.class)
            .inNamespace("default")
            .withName("videojob-operator")
            .get();
    return lease == null ? "" : String.valueOf(lease.getSpec().getHolderIdentity());
  }

  private void awaitLeader(String name) {
    await(name + " leads").atMost(UserClients.LONG).until(() -> leader().startsWith(name));
  }

  /** Waits until the VideoJob of the key has ended and gone, and returns what it had come to. */
  private VideoJob awaitEndAndDeparture(String key) {
    var ended = user.awaitEndOfKey(key);
    await("the VideoJob goes").atMost(UserClients.LONG).until(() -> user.jobsOfKey(key).isEmpty());
    return ended;
  }

  /** Sends what once asked for {@code job} again, as another message. */
  private void sendAgain(VideoJob job) {
    var _ =
        user.send(Objects.requireNonNull(Objects.requireNonNull(job.getSpec().origin()).body()));
    user.awaitEmptySourceQueue();
  }

  private int remembered() {
    return user
        .kubernetes()
        .resources(FinishedWork.class)
        .inNamespace("default")
        .list()
        .getItems()
        .stream()
        .mapToInt(segment -> segment.getSpec().count())
        .sum();
  }

  @Test
  void what_succeeded_is_remembered_by_whoever_leads_next() {
    var before = remembered();
    var first = replica("first");
    awaitLeader("first");
    var second = replica("second");
    user.upload(MadeVideos.small(), "seen.mp4");
    var done = awaitEndAndDeparture("seen.mp4");
    assertThat(status(done).state()).as(status(done).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(remembered() - before).as("its message and its work").isEqualTo(2);

    sendAgain(done);
    assertThat(user.jobsOfKey("seen.mp4")).as("the same leader").isEmpty();

    first.kill();
    awaitLeader("second");
    sendAgain(done);
    assertThat(user.jobsOfKey("seen.mp4")).as("the next leader").isEmpty();

    second.kill();
    var third = operator();
    sendAgain(done);
    assertThat(user.jobsOfKey("seen.mp4")).as("an operator that starts").isEmpty();
    assertThat(third.runs()).isTrue();
    assertThat(user.processed(done)).hasSize(1);

    user.upload(MadeVideos.soundOnly(), "seen.mp4");
    var anew = awaitEndAndDeparture("seen.mp4");
    assertThat(anew.getMetadata().getUid()).isNotEqualTo(done.getMetadata().getUid());
    assertThat(user.processed(anew)).as("another upload under the key is new work").hasSize(1);
  }

  @Test
  void what_failed_is_worked_on_anew_for_another_message() throws IOException {
    var _ = operator();
    user.upload(Files.writeString(folder.resolve("text"), "This is no video."), "broken.mp4");
    var failed = awaitEndAndDeparture("broken.mp4");
    assertThat(status(failed).state()).isEqualTo(JobState.DEAD_LETTERED);

    var _ =
        user.send(Objects.requireNonNull(Objects.requireNonNull(failed.getSpec().origin()).body()));
    var again = awaitEndAndDeparture("broken.mp4");

    assertThat(again.getMetadata().getUid()).isNotEqualTo(failed.getMetadata().getUid());
    assertThat(user.deadLetters(again)).hasSize(1);
  }
}
