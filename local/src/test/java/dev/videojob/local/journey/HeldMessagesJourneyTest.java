package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.local.command.StandInWorker;
import dev.videojob.local.queue.MessageLog;
import dev.videojob.local.queue.MessageLog.HandOut;
import dev.videojob.local.queue.SqsWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200 messages that are held for 10 s at a time, 200 transcodes that take a minute at least, and
 * operators that are killed meanwhile. All that is said to and by the queue is kept outside the
 * operator, and so is each start of a worker.
 *
 * <p>Workers are stand-ins: 200 real ones at once are 200 JVMs with an ffmpeg each.
 */
class HeldMessagesJourneyTest {
  private static final int MESSAGES = 200;
  private static final int RESTARTS = 3;
  private static final int VISIBILITY_SECONDS = 10;

  /** Slots are left, so that a message that anybody could receive is received. */
  private static final int SLOTS = MESSAGES + 10;

  private static final Duration TRANSCODE = Duration.ofSeconds(60);
  private static final String STAND_IN = "stand-in-for-a-worker:1";

  /** For machines that have much else to do. */
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private static Path folder;

  @RegisterExtension
  static final TestPlatform PLATFORM =
      TestPlatform.withoutOperator(
          platform ->
              platform.image(
                  STAND_IN, new StandInWorker(TRANSCODE, startedWorkers(), mayEnd()).command()));

  private final UserClients user = PLATFORM.user();
  private final SqsWire wire = SqsWire.to(PLATFORM.stack().endpoints().sqs());
  private final MessageLog messages = new MessageLog(wire, user.queueUrl());
  private final List<OperatorProgram> operators = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();

  /** Nobody was there to renew messages. */
  private record Outage(Instant begin, Instant end) {
    boolean explains(HandOut again, Instant heldLast) {
      return begin.isBefore(again.at()) && heldLast.isBefore(end);
    }
  }

  private static Path startedWorkers() {
    return folder.resolve("started-workers");
  }

  private static Path mayEnd() {
    return folder.resolve("workers-may-end");
  }

  @BeforeEach
  void messages_are_held_for_ten_seconds() throws IOException {
    Files.createFile(startedWorkers());
    user.changeQueue(this::changed);
  }

  private VideoQueueSpec changed(VideoQueueSpec spec) {
    return VideoQueueSpecBuilder.builder(spec)
        .sqs(
            VideoQueueSpecSqsBuilder.builder(Objects.requireNonNull(spec.sqs()))
                .endpoint(wire.endpoint().toString())
                .visibilityTimeoutSeconds(VISIBILITY_SECONDS)
                .waitTimeSeconds(1)
                .build())
        .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(SLOTS).build())
        .template(VideoQueueSpecTemplateBuilder.builder(spec.template()).image(STAND_IN).build())
        .build();
  }

  @AfterEach
  void nothing_is_left() {
    operators.forEach(OperatorProgram::kill);
    wire.close();
  }

  private void startOperator() {
    operators.add(
        OperatorProgram.start(PLATFORM.stack().endpoints(), PLATFORM.stack().operatorConfig()));
  }

  /** Kills the operator, starts another, and waits until that one holds every message. */
  private void restartOperator() {
    var begin = Instant.now();
    operators.getLast().kill();
    startOperator();
    outages.add(new Outage(begin, Instant.now()));
    awaitHoldOfAll();
  }

  private void awaitHoldOfAll() {
    var begin = Instant.now();
    eventually("every message is renewed")
        .until(() -> messages.renewedSince(begin).size(), count -> count == MESSAGES);
  }

  private static ConditionFactory eventually(String what) {
    return await(what).atMost(LONG).pollInterval(Duration.ofMillis(500));
  }

  private static List<String> sourcesOfWorkers() throws IOException {
    try (var lines = Files.lines(startedWorkers())) {
      return lines.map(line -> line.substring(0, line.indexOf(' '))).toList();
    }
  }

  private List<VideoJob> jobs() {
    return user.jobs(_ -> true);
  }

  private static String messageId(VideoJob job) {
    return Objects.requireNonNull(job.getSpec().origin()).messageId();
  }

  private List<HandOut> handedOutAgain() {
    var seen = new HashSet<String>();
    return messages.handOuts().stream().filter(given -> !seen.add(given.messageId())).toList();
  }

  private boolean anOutageExplains(HandOut again) {
    var heldLast = messages.heldLastBefore(again);
    return outages.stream().anyMatch(outage -> outage.explains(again, heldLast));
  }

  private void assertOneJobAndOnePod(VideoJob job) {
    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status(job).attempts()).hasSize(1);
    assertThat(user.kubernetesJobs(job)).hasSize(1);
    assertThat(user.pods(job)).hasSize(1);
    assertThat(user.processed(job)).hasSize(1);
    assertThat(user.deadLetters(job)).isEmpty();
  }

  @Test
  void no_message_reaches_two_workers_though_the_operator_is_killed_three_times()
      throws IOException {
    startOperator();
    IntStream.range(0, MESSAGES)
        .forEach(number -> user.upload(MadeVideos.small(), "held-" + number + ".mp4"));
    eventually("all are worked on").until(() -> sourcesOfWorkers().size() >= MESSAGES);
    awaitHoldOfAll();

    for (var restart = 0; restart < RESTARTS; restart++) {
      restartOperator();
    }
    assertThat(jobs()).as("the work outlives the operators").noneMatch(VideoJob::ended);
    Files.createFile(mayEnd());
    eventually("all have ended").until(() -> jobs().stream().allMatch(UserClients::settled));
    assertThat(sourcesOfWorkers()).hasSize(MESSAGES).doesNotHaveDuplicates();
    assertThat(jobs())
        .hasSize(MESSAGES)
        .extracting(HeldMessagesJourneyTest::messageId)
        .doesNotHaveDuplicates();
    assertThat(jobs()).allSatisfy(this::assertOneJobAndOnePod);
    assertThat(handedOutAgain())
        .as("nobody was there to renew what was handed out again")
        .allMatch(this::anOutageExplains);
    user.awaitEmptySourceQueue();
  }
}
