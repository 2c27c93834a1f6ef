package dev.videojob.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatus.Progress;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.contract.ProgressReport;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.Agreement;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.Moments;
import dev.videojob.operator.plan.Observation.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is decided of a job that waits or whose attempt goes on; failures have their own tests. */
class PlannerTest {
  static final Instant NOW = Moments.NOW;
  static final Terms USUAL = Agreement.usual().build();
  static final Terms REFUSED = new Terms.Refused(Failure.permanent("UnknownProfile", "No such."));
  static final Terms MISSING = new Terms.Missing("VideoQueue uploads does not exist.", "uploads");

  static Decision plan(VideoJobStatus status, Terms terms, Observation seen) {
    return Planner.plan(new Planner.Situation(status, terms, seen, NOW, 0));
  }

  static VideoJobStatusBuilder withAttempt(Attempt attempt) {
    return VideoJobStatusBuilder.builder().attempt(attempt.number()).attempts(List.of(attempt));
  }

  static VideoJobStatus live(Attempt attempt) {
    return withAttempt(attempt).build();
  }

  static VideoJobStatusBuilder afterAFailure() {
    return withAttempt(AnAttempt.number(1).failed(FailureClass.TRANSIENT))
        .state(JobState.RETRYING)
        .attemptsSpent(1);
  }

  @Nested
  class Of_a_call {
    private final Observation unknown = new Observation.CallUnknown();

    @Test
    void one_that_was_not_seen_to_run_is_made() {
      var attempt = AnAttempt.number(1).starting();

      assertThat(plan(live(attempt), USUAL, unknown)).isEqualTo(new Decision.CreateJob(attempt));
    }

    @Test
    void one_that_was_seen_to_run_is_lost_and_replaced_for_free_at_once() {
      assertThat(plan(live(AnAttempt.number(1).running()), USUAL, unknown))
          .isInstanceOfSatisfying(
              Decision.Retry.class,
              retry -> {
                assertThat(retry.failure().failureClass()).isEqualTo(FailureClass.DISRUPTION);
                assertThat(retry.failure().reason()).isEqualTo("CallLost");
                assertThat(retry.failure().exitCode()).isNull();
                assertThat(retry.at()).isEqualTo(NOW);
              });
    }

    @Test
    void one_that_could_not_be_made_for_long_is_not_made_for_ever() {
      var attempt = AnAttempt.number(1).decidedAt(NOW.minusSeconds(120)).starting();

      assertThat(plan(live(attempt), USUAL, unknown)).isInstanceOf(Decision.Retry.class);
    }

    @Test
    void one_that_is_lost_too_often_is_given_up() {
      var status = withAttempt(AnAttempt.number(21).running()).attemptsSpent(0).build();

      assertThat(plan(status, USUAL, unknown)).isInstanceOf(Decision.GiveUp.class);
    }

    @Test
    void one_that_was_abandoned_before_it_began_never_started() {
      var attempt = AnAttempt.number(1).abandoned("CallsAtLimit", "It waited.").starting();

      assertThat(plan(live(attempt), USUAL, unknown))
          .isInstanceOfSatisfying(
              Decision.Retry.class,
              retry -> assertThat(retry.failure().failureClass()).isEqualTo(FailureClass.START));
    }

    @Test
    void who_wants_to_be_left_alone_for_longer_than_the_back_off_is_left_alone() {
      var throttled =
          new Failure(FailureClass.TRANSIENT, 23, "Http429", "Later.", Duration.ofSeconds(90));
      var soon = new Failure(FailureClass.TRANSIENT, 23, "Http429", "Soon.", Duration.ofSeconds(1));
      var status = live(AnAttempt.number(1).running());

      assertThat(plan(status, USUAL, new Observation.Failed(throttled)))
          .isEqualTo(new Decision.Retry(throttled, NOW.plusSeconds(90)));
      assertThat(plan(status, USUAL, new Observation.Failed(soon)))
          .isEqualTo(new Decision.Retry(soon, NOW.plusSeconds(10)));
    }
  }

  @Nested
  class Before_an_attempt {
    private final Observation nothing = new Observation.NoAttempt();

    @Test
    void a_new_job_starts_its_first_attempt() {
      assertThat(plan(VideoJobStatus.NEW, USUAL, nothing)).isEqualTo(new Decision.Start(1, "4Gi"));
    }

    @Test
    void a_job_whose_back_off_is_not_over_waits_until_it_is() {
      var due = NOW.plusMillis(1);
      var status = afterAFailure().nextAttemptAt(due.toString()).build();

      assertThat(plan(status, USUAL, nothing))
          .isInstanceOfSatisfying(
              Decision.Hold.class,
              hold -> {
                assertThat(hold.until()).isEqualTo(due);
                assertThat(hold.waiting().reason()).isEqualTo(WaitingReason.BACK_OFF);
                assertThat(hold.waiting().message()).contains(due.toString());
              });
    }

    @Test
    void a_job_whose_back_off_is_just_over_starts_the_next_attempt() {
      var status = afterAFailure().nextAttemptAt(NOW.toString()).build();

      assertThat(plan(status, USUAL, nothing)).isEqualTo(new Decision.Start(2, "4Gi"));
    }

    @Test
    void a_suspended_job_is_held_without_a_time() {
      assertThat(plan(VideoJobStatus.NEW, Agreement.usual().suspended().build(), nothing))
          .isInstanceOfSatisfying(
              Decision.Hold.class,
              hold -> {
                assertThat(hold.until()).isNull();
                assertThat(hold.waiting().reason()).isEqualTo(WaitingReason.SUSPENDED);
              });
    }

    @Test
    void a_job_whose_queue_is_missing_is_held_and_says_which() {
      assertThat(plan(VideoJobStatus.NEW, MISSING, nothing))
          .isInstanceOfSatisfying(
              Decision.Hold.class,
              hold -> {
                assertThat(hold.waiting().reason()).isEqualTo(WaitingReason.QUEUE_MISSING);
                assertThat(hold.waiting().message()).contains("uploads");
              });
    }

    @Test
    void a_job_whose_terms_are_refused_is_given_up() {
      assertThat(plan(VideoJobStatus.NEW, REFUSED, nothing))
          .isEqualTo(new Decision.GiveUp(Failure.permanent("UnknownProfile", "No such.")));
    }

    @Test
    void the_number_goes_on_from_the_newest_attempt_even_when_older_ones_are_forgotten() {
      var status = afterAFailure().attempt(41).build();

      assertThat(plan(status, USUAL, nothing)).isEqualTo(new Decision.Start(42, "4Gi"));
    }
  }

  @Nested
  class While_an_attempt_lives {
    private final Attempt starting = AnAttempt.number(1).starting();
    private final Attempt running = AnAttempt.number(1).running();

    @Test
    void a_decided_attempt_without_a_job_gets_it() {
      assertThat(plan(live(starting), USUAL, new Observation.JobAbsent()))
          .isEqualTo(new Decision.CreateJob(starting));
    }

    @Test
    void a_job_whose_creation_is_refused_is_tried_again_until_the_start_deadline() {
      var inTime = AnAttempt.number(1).decidedAt(NOW.minusSeconds(119)).starting();

      assertThat(plan(refused(inTime), USUAL, new Observation.JobAbsent()))
          .isEqualTo(new Decision.CreateJob(inTime));
    }

    @Test
    void a_job_whose_creation_is_refused_for_too_long_has_failed_to_start_for_that_reason() {
      var late = AnAttempt.number(1).decidedAt(NOW.minusSeconds(120)).starting();

      assertThat(plan(refused(late), USUAL, new Observation.JobAbsent()))
          .isInstanceOfSatisfying(
              Decision.Retry.class,
              retry ->
                  assertThat(retry.failure())
                      .isEqualTo(
                          new Failure(
                              FailureClass.START, null, "JobNotCreated", "exceeded quota")));
    }

    @Test
    void a_job_that_nobody_could_ask_for_is_still_made_after_the_start_deadline() {
      var late = AnAttempt.number(1).decidedAt(NOW.minusSeconds(7200)).starting();

      assertThat(plan(live(late), USUAL, new Observation.JobAbsent()))
          .isEqualTo(new Decision.CreateJob(late));
    }

    private static VideoJobStatus refused(Attempt attempt) {
      return withAttempt(attempt).reason("JobNotCreated").message("exceeded quota").build();
    }

    @Test
    void suspension_does_not_stop_an_attempt_that_is_decided() {
      var suspended = Agreement.usual().suspended().build();

      assertThat(plan(live(starting), suspended, new Observation.JobAbsent()))
          .isEqualTo(new Decision.CreateJob(starting));
      assertThat(plan(live(running), suspended, new Observation.Running(NOW, null)))
          .isInstanceOf(Decision.Follow.class);
    }

    @Test
    void a_job_of_somebody_else_under_the_name_stalls_and_says_what_to_do() {
      assertThat(plan(live(starting), USUAL, new Observation.JobForeign("clip-1")))
          .isInstanceOfSatisfying(
              Decision.Stall.class,
              stall -> {
                assertThat(stall.reason()).isEqualTo("NameTaken");
                assertThat(stall.message()).contains("clip-1").contains("Delete or rename");
              });
    }

    @Test
    void a_job_that_is_being_deleted_is_waited_for() {
      assertThat(plan(live(running), USUAL, new Observation.JobEnding()))
          .isEqualTo(new Decision.AwaitEnd());
    }

    @Test
    void a_pod_that_does_not_run_yet_is_waited_for_with_its_own_words() {
      var trouble = new Trouble("ErrImagePull", "no such image");

      assertThat(plan(live(starting), USUAL, new Observation.Pending(trouble)))
          .isEqualTo(new Decision.AwaitStart(trouble, NOW.plusSeconds(60)));
      assertThat(plan(live(starting), USUAL, new Observation.Pending(null)))
          .isEqualTo(new Decision.AwaitStart(null, NOW.plusSeconds(60)));
    }

    @Test
    void a_pod_that_did_not_start_in_time_is_abandoned_for_its_own_reason() {
      var late = live(AnAttempt.number(1).decidedAt(NOW.minusSeconds(120)).starting());

      assertThat(plan(late, USUAL, new Observation.Pending(new Trouble("Unschedulable", "0/3"))))
          .isInstanceOfSatisfying(
              Decision.Abandon.class,
              abandon -> {
                assertThat(abandon.reason()).isEqualTo("Unschedulable");
                assertThat(abandon.message()).contains("0/3").contains(NOW.toString());
              });
    }

    @Test
    void nothing_is_abandoned_before_its_pod_has_been_asked_why_it_does_not_start() {
      var hasty =
          Agreement.usual().withTemplate(template -> template.startDeadlineSeconds(1)).build();
      var young = live(AnAttempt.number(1).decidedAt(NOW.minusSeconds(4)).starting());
      var asked = live(AnAttempt.number(1).decidedAt(NOW.minusSeconds(5)).starting());

      assertThat(plan(young, hasty, new Observation.Pending(null)))
          .isInstanceOf(Decision.AwaitStart.class);
      assertThat(plan(asked, hasty, new Observation.Pending(new Trouble("ErrImagePull", "no"))))
          .isInstanceOf(Decision.Abandon.class);
    }

    @Test
    void a_pod_that_did_not_start_in_time_and_says_nothing_is_abandoned_too() {
      var late = live(AnAttempt.number(1).decidedAt(NOW.minusSeconds(120)).starting());

      assertThat(plan(late, USUAL, new Observation.Pending(null)))
          .isInstanceOfSatisfying(
              Decision.Abandon.class,
              abandon -> assertThat(abandon.reason()).isEqualTo("StartDeadlineExceeded"));
    }

    @Test
    void an_attempt_that_has_run_is_never_abandoned_for_its_start() {
      var running = AnAttempt.number(1).decidedAt(NOW.minusSeconds(7200)).running();
      var trouble = new Trouble("Unschedulable", "0/3 nodes are available");

      assertThat(plan(live(running), USUAL, new Observation.Pending(null)))
          .isInstanceOf(Decision.AwaitStart.class);
      assertThat(plan(live(running), USUAL, new Observation.Pending(trouble)))
          .isInstanceOfSatisfying(
              Decision.AwaitStart.class, await -> assertThat(await.trouble()).isEqualTo(trouble));
    }

    @Test
    void a_decided_attempt_whose_terms_are_refused_by_now_is_given_up() {
      assertThat(plan(live(starting), REFUSED, new Observation.JobAbsent()))
          .isEqualTo(new Decision.GiveUp(Failure.permanent("UnknownProfile", "No such.")));
    }

    @Test
    void a_decided_attempt_whose_queue_is_missing_by_now_waits_for_it_aloud() {
      assertThat(plan(live(starting), MISSING, new Observation.JobAbsent()))
          .isEqualTo(new Decision.Stall("QueueMissing", "VideoQueue uploads does not exist."));
    }

    @Test
    void a_start_is_patient_by_default_while_the_terms_are_not_known() {
      assertThat(plan(live(starting), MISSING, new Observation.Pending(null)))
          .isEqualTo(new Decision.AwaitStart(null, NOW.plusSeconds(540)));
    }

    @Test
    void missing_or_refused_terms_do_not_touch_what_runs() {
      var seen = new Observation.Running(NOW, null);

      assertThat(plan(live(running), MISSING, seen)).isEqualTo(new Decision.Follow(NOW, null));
      assertThat(plan(live(running), REFUSED, seen)).isEqualTo(new Decision.Follow(NOW, null));
    }

    @Test
    void a_completed_job_with_its_report_succeeds_whatever_the_terms_are_by_now() {
      var report = new WorkerReport("uid-of-clip", 1, "Succeeded", "Done.", null, List.of(), 0);

      for (var terms : List.of(USUAL, MISSING, REFUSED)) {
        assertThat(plan(live(running), terms, new Observation.Completed(report)))
            .isEqualTo(new Decision.Succeed(report));
      }
    }

    @Test
    void an_attempt_that_nobody_looked_for_is_a_mistake_of_ours() {
      assertThatThrownBy(() -> plan(live(running), USUAL, new Observation.NoAttempt()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not looked for");
    }
  }

  @Nested
  class Progress_of_a_running_attempt {
    private final ProgressReport half = new ProgressReport(1, "encode", 50, 2.46, 12L);

    @Test
    void the_first_report_is_written_in_words_for_people() {
      assertThat(follow(null, half))
          .isEqualTo(new Progress(1, "encode", 50, "50%", "2.5x", 12L, NOW.toString()));
    }

    @Test
    void a_newer_report_is_written_two_seconds_after_the_last() {
      assertThat(follow(recorded(40, Duration.ofSeconds(2)), half).percent()).isEqualTo(50);
    }

    @Test
    void a_newer_report_waits_within_two_seconds_of_the_last() {
      var recorded = recorded(40, Duration.ofMillis(1999));

      assertThat(follow(recorded, half)).isEqualTo(recorded);
    }

    @Test
    void the_same_report_is_not_written_again() {
      var recorded = recorded(50, Duration.ofHours(1));

      assertThat(follow(recorded, half)).isEqualTo(recorded);
    }

    @Test
    void a_change_of_phase_alone_is_written() {
      var publishing = new ProgressReport(1, "publish", 50, null, null);

      assertThat(follow(recorded(50, Duration.ofSeconds(9)), publishing).phase())
          .isEqualTo("publish");
    }

    @Test
    void a_report_of_another_attempt_is_ignored() {
      assertThat(decide(null, new ProgressReport(2, "encode", 50, null, null)).progress()).isNull();
    }

    @Test
    void no_report_keeps_what_is_recorded() {
      var recorded = recorded(40, Duration.ofHours(1));

      assertThat(follow(recorded, null)).isEqualTo(recorded);
    }

    @Test
    void a_percentage_above_the_scale_is_not_news_each_time() {
      var recorded = recorded(100, Duration.ofHours(1));

      assertThat(follow(recorded, new ProgressReport(1, "encode", 130, null, null)))
          .isEqualTo(recorded);
    }

    @Test
    void percentages_outside_the_scale_are_brought_back_to_it() {
      assertThat(follow(null, new ProgressReport(1, "encode", 130, null, null)).display())
          .isEqualTo("100%");
      assertThat(follow(null, new ProgressReport(1, "fetch", -3, null, null)).display())
          .isEqualTo("0%");
    }

    private static Progress recorded(int percent, Duration ago) {
      return new Progress(1, "encode", percent, null, null, null, NOW.minus(ago).toString());
    }

    private static Progress follow(@Nullable Progress recorded, @Nullable ProgressReport report) {
      return Objects.requireNonNull(decide(recorded, report).progress());
    }

    private static Decision.Follow decide(
        @Nullable Progress recorded, @Nullable ProgressReport report) {
      var status = withAttempt(AnAttempt.number(1).running()).progress(recorded).build();
      return (Decision.Follow) plan(status, USUAL, new Observation.Running(NOW, report));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"SUCCEEDED", "DEAD_LETTERED", "FAILED", "CANCELLED"})
  void a_job_that_has_ended_only_settles(JobState state) {
    var ended = afterAFailure().state(state).build();

    for (var terms : List.of(USUAL, MISSING, REFUSED)) {
      assertThat(plan(ended, terms, new Observation.NoAttempt())).isEqualTo(new Decision.Settle());
    }
  }
}
