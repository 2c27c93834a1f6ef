package dev.videojob.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.api.v1alpha1.VideoJobStatus.Progress;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusOutputBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.Moments;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation.Trouble;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.status.Conditions.Said;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each decision makes a status say. */
class StatusStoryTest {
  private static final Said SYNCED = Said.yes(Conditions.METADATA_SYNCED, "Synced", "It is.");

  private static final Instant NOW = Moments.NOW;
  private static final Failure BROKEN =
      new Failure(FailureClass.TRANSIENT, 20, "InputOutputError", "The bucket did not answer.");
  private static final Output OUTPUT =
      VideoJobStatusOutputBuilder.builder().name("720p").type("Mp4").uri("s3://v/720.mp4").build();
  private static final WorkerReport REPORT =
      new WorkerReport("uid-of-clip", 1, "Succeeded", "Done.", "s3://v/m.json", List.of(OUTPUT), 1);

  private static StatusStory story(boolean deadLetters) {
    return new StatusStory(
        new StatusStory.Subject("clip", 7, deadLetters, "mp4-720p", () -> "made-of"),
        (videoJob, attempt) -> videoJob + "-" + attempt,
        NOW);
  }

  private static VideoJobStatus tell(VideoJobStatus status, Decision decision) {
    return story(true).after(status, decision);
  }

  private static VideoJobStatusBuilder with(Attempt... attempts) {
    return VideoJobStatusBuilder.builder()
        .revision(4L)
        .startTime(NOW.minusSeconds(90).toString())
        .attempt(attempts[attempts.length - 1].number())
        .attempts(List.of(attempts));
  }

  private static VideoJobStatus starting() {
    return with(AnAttempt.number(1).starting()).state(JobState.STARTING).build();
  }

  private static VideoJobStatus running() {
    return with(AnAttempt.number(1).running()).state(JobState.RUNNING).build();
  }

  private static Condition condition(VideoJobStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_start_records_the_attempt_before_its_job_exists() {
    var status = tell(VideoJobStatus.NEW, new Decision.Start(1, "4Gi"));

    assertThat(status.state()).isEqualTo(JobState.STARTING);
    assertThat(status.attempt()).isEqualTo(1);
    assertThat(status.startTime()).isEqualTo(NOW.toString());
    assertThat(status.profile()).isEqualTo("mp4-720p");
    assertThat(status.observedGeneration()).isEqualTo(7);
    assertThat(status.revision()).isEqualTo(1);
    assertThat(status.attempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.jobName()).isEqualTo("clip-1");
              assertThat(attempt.decidedAt()).isEqualTo(NOW.toString());
              assertThat(attempt.memoryLimit()).isEqualTo("4Gi");
              assertThat(attempt.live()).isTrue();
            });
  }

  @Test
  void another_start_clears_what_was_said_of_the_wait_and_keeps_the_first_start_time() {
    var before =
        with(AnAttempt.number(1).failed(FailureClass.TRANSIENT))
            .nextAttemptAt(NOW.toString())
            .waiting(new Waiting(WaitingReason.BACK_OFF, "Soon.", null))
            .reason("InputOutputError")
            .message("The bucket did not answer.")
            .build();

    var status = tell(before, new Decision.Start(2, "4Gi"));

    assertThat(status.attempts()).hasSize(2);
    assertThat(status.startTime()).isEqualTo(before.startTime());
    assertThat(status.nextAttemptAt()).isNull();
    assertThat(status.waiting()).isNull();
    assertThat(status.reason()).isNull();
    assertThat(status.message()).isNull();
  }

  @Test
  void a_status_remembers_its_ten_newest_attempts() {
    var status = VideoJobStatus.NEW;
    for (var number = 1; number <= 12; number++) {
      status = tell(status, new Decision.Start(number, "4Gi"));
      status = tell(status, new Decision.Retry(BROKEN, NOW));
    }

    assertThat(status.attempts())
        .extracting(Attempt::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(3, 12).boxed().toList());
    assertThat(status.attemptsSpent()).isEqualTo(12);
  }

  @Test
  void a_hold_says_why_and_whether_an_attempt_went_before() {
    var waiting = new Waiting(WaitingReason.QUEUE_LIMIT, "All 10 slots are taken.", 3);
    var tried = with(AnAttempt.number(1).failed(FailureClass.TRANSIENT)).build();

    var fresh = tell(VideoJobStatus.NEW, new Decision.Hold(waiting, null));

    assertThat(fresh.state()).isEqualTo(JobState.QUEUED);
    assertThat(fresh.waiting()).isEqualTo(waiting);
    assertThat(tell(tried, new Decision.Hold(waiting, NOW)).state()).isEqualTo(JobState.RETRYING);
  }

  @Test
  void a_troubled_start_repeats_the_pods_words() {
    var troubled =
        tell(starting(), new Decision.AwaitStart(new Trouble("ErrImagePull", "no"), NOW));
    var healed = tell(troubled, new Decision.AwaitStart(null, NOW));

    assertThat(troubled.reason()).isEqualTo("ErrImagePull");
    assertThat(troubled.message()).isEqualTo("no");
    assertThat(healed.reason()).isNull();
  }

  @Test
  void a_pod_that_does_not_run_any_more_leaves_its_attempt_running() {
    assertThat(tell(running(), new Decision.AwaitStart(null, NOW))).isEqualTo(running());
  }

  @Test
  void a_replacement_pod_in_trouble_says_so() {
    var trouble = new Trouble("Unschedulable", "0/3");
    var status = tell(running(), new Decision.AwaitStart(trouble, NOW));

    assertThat(status.state()).isEqualTo(JobState.STARTING);
    assertThat(status.reason()).isEqualTo("Unschedulable");
  }

  @Test
  void a_running_attempt_is_dated_once() {
    var status = tell(starting(), new Decision.Follow(NOW.minusSeconds(3), null));

    assertThat(status.state()).isEqualTo(JobState.RUNNING);
    assertThat(status.attempts().getLast().startedAt()).isEqualTo(NOW.minusSeconds(3).toString());
    assertThat(tell(status, new Decision.Follow(NOW, null))).isSameAs(status);
  }

  @Test
  void progress_is_shown_while_it_runs_and_goes_with_the_end() {
    var progress = new Progress(1, "encode", 40, "40%", null, null, NOW.toString());

    var status = tell(running(), new Decision.Follow(NOW, progress));

    assertThat(status.progress()).isEqualTo(progress);
    assertThat(tell(status, new Decision.Succeed(REPORT)).progress()).isNull();
    assertThat(tell(status, new Decision.Retry(BROKEN, NOW)).progress()).isNull();
    assertThat(tell(status, new Decision.GiveUp(BROKEN)).progress()).isNull();
  }

  @Test
  void an_abandoned_attempt_lives_on_until_its_job_is_gone() {
    var status = tell(starting(), new Decision.Abandon("Unschedulable", "0/3 nodes"));

    assertThat(Planner.liveAttempt(status))
        .hasValueSatisfying(
            attempt -> {
              assertThat(attempt.reason()).isEqualTo("Unschedulable");
              assertThat(attempt.message()).isEqualTo("0/3 nodes");
            });
    assertThat(tell(status, new Decision.AwaitEnd())).isSameAs(status);
  }

  @Test
  void success_tells_the_whole_result() {
    var status = tell(running(), new Decision.Succeed(REPORT));

    assertThat(status.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status.outputs()).containsExactly(OUTPUT);
    assertThat(status.manifestUri()).isEqualTo("s3://v/m.json");
    assertThat(status.completionTime()).isEqualTo(NOW.toString());
    assertThat(status.durationSeconds()).isEqualTo(90);
    assertThat(status.attempts().getLast().succeeded()).isTrue();
    assertThat(status.attempts().getLast().exitCode()).isZero();
    assertThat(Planner.liveAttempt(status)).isEmpty();
    var complete = condition(status, Conditions.COMPLETE);
    assertThat(complete.getStatus()).isEqualTo("True");
    assertThat(complete.getReason()).isEqualTo("Succeeded");
    assertThat(complete.getObservedGeneration()).isEqualTo(7);
  }

  @Test
  void a_retry_ends_the_attempt_counts_it_and_says_when_the_next_begins() {
    var status = tell(running(), new Decision.Retry(BROKEN, NOW.plusSeconds(10)));

    assertThat(status.state()).isEqualTo(JobState.RETRYING);
    assertThat(status.attemptsSpent()).isEqualTo(1);
    assertThat(status.nextAttemptAt()).isEqualTo(NOW.plusSeconds(10).toString());
    assertThat(status.reason()).isEqualTo("InputOutputError");
    assertThat(status.completionTime()).isNull();
    var ended = status.attempts().getLast();
    assertThat(ended.live()).isFalse();
    assertThat(ended.succeeded()).isFalse();
    assertThat(ended.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(ended.exitCode()).isEqualTo(20);
    assertThat(ended.message()).isEqualTo("The bucket did not answer.");
  }

  @Test
  void a_disruption_is_not_counted() {
    var moved = new Failure(FailureClass.DISRUPTION, null, "Disrupted", "Moved.");

    assertThat(tell(running(), new Decision.Retry(moved, NOW)).attemptsSpent()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "TRANSIENT, true, DEAD_LETTERED",
    "TRANSIENT, false, FAILED",
    "CANCELLED, true, CANCELLED",
    "CANCELLED, false, CANCELLED",
  })
  void the_end_has_a_word_of_its_own(FailureClass failureClass, boolean letters, JobState state) {
    var failure = new Failure(failureClass, null, "Broken", "It broke.");

    var status = story(letters).after(running(), new Decision.GiveUp(failure));

    assertThat(status.state()).isEqualTo(state);
    assertThat(status.attemptsSpent()).isEqualTo(1);
    assertThat(status.durationSeconds()).isEqualTo(90);
    assertThat(condition(status, Conditions.FAILED).getMessage()).isEqualTo("It broke.");
  }

  @Test
  void giving_up_before_an_attempt_spends_none() {
    var refused = Failure.permanent("UnknownProfile", "No such.");

    var status = tell(VideoJobStatus.NEW, new Decision.GiveUp(refused));

    assertThat(status.attempts()).isEmpty();
    assertThat(status.attemptsSpent()).isNull();
    assertThat(status.durationSeconds()).isNull();
    assertThat(status.completionTime()).isEqualTo(NOW.toString());
  }

  @Test
  void giving_up_after_a_failed_attempt_leaves_that_attempts_story_alone() {
    var before = with(AnAttempt.number(1).failed(FailureClass.TRANSIENT)).attemptsSpent(1).build();

    var status = tell(before, new Decision.GiveUp(Failure.permanent("UnknownProfile", "No such.")));

    assertThat(status.attempts()).isEqualTo(before.attempts());
    assertThat(status.attemptsSpent()).isEqualTo(1);
  }

  @Test
  void a_stalled_job_says_so_until_it_runs() {
    var stalled = tell(starting(), new Decision.Stall("NameTaken", "Rename it."));
    var running = tell(stalled, new Decision.Follow(NOW, null));

    assertThat(Conditions.isTrue(stalled.conditions(), Conditions.STALLED)).isTrue();
    assertThat(stalled.message()).isEqualTo("Rename it.");
    assertThat(Conditions.isTrue(running.conditions(), Conditions.STALLED)).isFalse();
  }

  @Test
  void whatever_goes_on_is_not_stalled_any_more() {
    var stalled = tell(running(), new Decision.Stall("QueueMissing", "Create it."));

    for (var decision :
        List.of(
            new Decision.AwaitStart(null, NOW),
            new Decision.Succeed(REPORT),
            new Decision.Retry(BROKEN, NOW),
            new Decision.GiveUp(BROKEN))) {
      assertThat(Conditions.isTrue(tell(stalled, decision).conditions(), Conditions.STALLED))
          .as(decision.toString())
          .isFalse();
    }
  }

  @Test
  void what_is_said_already_is_not_said_again() {
    var stall = new Decision.Stall("NameTaken", "Rename it.");
    var status = tell(starting(), stall);

    assertThat(tell(status, stall)).isSameAs(status);
    var ended = tell(running(), new Decision.Succeed(REPORT));
    assertThat(tell(ended, new Decision.Settle())).isSameAs(ended);
    var starting = starting();
    var create = new Decision.CreateJob(starting.attempts().getLast());
    assertThat(tell(starting, create)).isSameAs(starting);
  }

  @Test
  void settling_is_recorded_without_a_new_revision() {
    var ended = tell(running(), new Decision.Succeed(REPORT));
    var told = VideoJobStatusSettlementBuilder.builder().metadataRevision(5L).build();

    var away =
        story(true)
            .settled(
                ended,
                told,
                Said.no(Conditions.METADATA_SYNCED, "StoreAway", "The store was away."));
    var synced = story(true).settled(away, told, SYNCED);

    assertThat(synced.revision()).isEqualTo(ended.revision());
    assertThat(synced.settlement()).isEqualTo(told);
    assertThat(condition(away, Conditions.METADATA_SYNCED).getStatus()).isEqualTo("False");
    assertThat(condition(away, Conditions.METADATA_SYNCED).getMessage())
        .isEqualTo("The store was away.");
    assertThat(condition(synced, Conditions.METADATA_SYNCED).getStatus()).isEqualTo("True");
    assertThat(story(true).settled(synced, told, SYNCED)).isEqualTo(synced);
  }
}
