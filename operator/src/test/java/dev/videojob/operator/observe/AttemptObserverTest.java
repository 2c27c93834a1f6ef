package dev.videojob.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.TaskSpecBuilder;
import dev.videojob.api.v1alpha1.TaskSpecCommandBuilder;
import dev.videojob.api.v1alpha1.TaskSpecHttpBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.contract.ProgressReport;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.Moments;
import dev.videojob.operator.calls.ServiceCalls;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Observation.Trouble;
import dev.videojob.operator.slots.JobKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptObserverTest {
  private static final String UID = "uid-of-clip";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordedCluster cluster = new RecordedCluster();
  private final ProgressBook book = new ProgressBook();
  private final Moments clock = new Moments();
  private final AttemptObserver observer =
      new AttemptObserver(cluster, ServiceCalls.NONE, book, JSON, clock);

  private static AVideoJob videoJob() {
    return AVideoJob.named("clip").withAttempts(AnAttempt.number(1).starting());
  }

  private Observation observe() {
    return observer.observe(videoJob().build());
  }

  private static String report(String uid, int attempt) {
    try {
      return JSON.writeValueAsString(
          new WorkerReport(uid, attempt, "NoVideoStream", "It has none.", "s3://m", List.of(), 0));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static AVideoJob command() {
    var command = TaskSpecCommandBuilder.builder().image("manim:1").build();
    return videoJob()
        .with(spec -> spec.source(null).task(TaskSpecBuilder.builder().command(command).build()));
  }

  @Test
  void what_a_command_leaves_is_taken_as_it_is() {
    cluster
        .with(AJob.of(UID).complete())
        .with(APod.ofTheWorker().ended(0, "Completed", "{\"scenes\": 3}"));

    assertThat(observer.observe(command().build()))
        .isInstanceOfSatisfying(
            Observation.Completed.class,
            completed ->
                assertThat(Objects.requireNonNull(completed.report()).result())
                    .isEqualTo(JSON.createObjectNode().put("scenes", 3)));
  }

  @Test
  void a_commands_exit_code_has_the_classes_of_a_workers() {
    cluster
        .with(AJob.of(UID).failed("BackoffLimitExceeded", ""))
        .with(APod.ofTheWorker().ended(12, "Error", "Too many scenes."));

    assertThat(observer.observe(command().build()))
        .isEqualTo(
            new Observation.Failed(
                new Failure(FailureClass.PERMANENT, 12, "LimitExceeded", "Too many scenes.")));
  }

  @Test
  void a_call_is_not_looked_for_in_the_cluster() {
    var http = TaskSpecHttpBuilder.builder().url("https://example.org").build();
    var job = videoJob().with(spec -> spec.task(TaskSpecBuilder.builder().http(http).build()));

    assertThat(observer.observe(job.build())).isEqualTo(new Observation.CallUnknown());
    assertThat(cluster.asked).isEmpty();
  }

  @Test
  void a_job_without_a_live_attempt_is_not_looked_for() {
    var failed = AnAttempt.number(1).failed(FailureClass.TRANSIENT);

    assertThat(observer.observe(AVideoJob.named("clip").build()))
        .isEqualTo(new Observation.NoAttempt());
    assertThat(observer.observe(AVideoJob.named("clip").withStatus(VideoJobStatus.NEW).build()))
        .isEqualTo(new Observation.NoAttempt());
    assertThat(observer.observe(AVideoJob.named("clip").withAttempts(failed).build()))
        .isEqualTo(new Observation.NoAttempt());
    assertThat(cluster.asked).isEmpty();
  }

  @Test
  void absence_is_concluded_only_after_a_live_read() {
    assertThat(observe()).isEqualTo(new Observation.JobAbsent());
    assertThat(cluster.asked)
        .containsExactly(
            "cached job media/clip-1", "live job media/clip-1", "pods of media/clip-1");
  }

  @Test
  void a_job_that_the_cache_does_not_know_yet_is_found_at_the_api_server() {
    cluster.withUncached(AJob.of(UID).runningSince("2026-03-01T11:59:30Z"));

    assertThat(observe())
        .isEqualTo(new Observation.Running(Instant.parse("2026-03-01T11:59:30Z"), null));
  }

  @Test
  void a_job_in_the_cache_costs_no_read() {
    cluster.with(AJob.of(UID).runningSince("2026-03-01T11:59:30Z"));

    observe();

    assertThat(cluster.asked).containsExactly("cached job media/clip-1");
  }

  @Test
  void a_job_of_a_namesake_before_us_is_foreign() {
    cluster.with(AJob.of("uid-of-an-earlier-clip").complete());

    assertThat(observe()).isEqualTo(new Observation.JobForeign("clip-1"));
  }

  @Test
  void a_running_job_brings_the_newest_progress() {
    var progress = new ProgressReport(1, "encode", 50, null, null);
    book.note(new JobKey("media", "clip"), progress);
    cluster.with(AJob.of(UID).runningSince("2026-03-01T11:59:30Z"));

    assertThat(observe())
        .isEqualTo(new Observation.Running(Instant.parse("2026-03-01T11:59:30Z"), progress));
  }

  @Test
  void a_fresh_job_is_pending() {
    cluster.with(AJob.of(UID).fresh());

    assertThat(observe()).isEqualTo(new Observation.Pending(null));
  }

  @Test
  void a_start_of_a_few_seconds_is_not_worth_a_read() {
    var justDecided = AnAttempt.number(1).decidedAt(clock.instant().minusSeconds(4)).starting();
    cluster.with(AJob.of(UID).pending());

    var seen = observer.observe(AVideoJob.named("clip").withAttempts(justDecided).build());

    assertThat(seen).isEqualTo(new Observation.Pending(null));
    assertThat(cluster.asked).containsExactly("cached job media/clip-1");
  }

  @Test
  void a_longer_start_is_asked_for_its_trouble() {
    cluster
        .with(AJob.of(UID).pending())
        .with(APod.ofTheWorker().waits("ErrImagePull", "no such image"));

    assertThat(observe())
        .isEqualTo(new Observation.Pending(new Trouble("ErrImagePull", "no such image")));
  }

  @Test
  void a_job_that_is_being_deleted_is_ending_whether_or_not_it_runs() {
    cluster.with(AJob.of(UID).runningSince("2026-03-01T11:59:30Z").beingDeleted());

    assertThat(observe()).isEqualTo(new Observation.JobEnding());
  }

  @Test
  void a_verdict_counts_even_while_the_job_is_being_deleted() {
    cluster.with(AJob.of(UID).complete().beingDeleted());

    assertThat(observe()).isInstanceOf(Observation.Completed.class);
  }

  @Test
  void a_condition_that_is_not_true_is_no_verdict() {
    cluster.with(AJob.of(UID).notYet("Complete").notYet("Failed").pending());

    assertThat(observe()).isInstanceOf(Observation.Pending.class);
  }

  @Test
  void a_completed_job_brings_its_workers_report() {
    cluster
        .with(AJob.of(UID).complete())
        .with(APod.ofTheWorker().ended(0, "Completed", report(UID, 1)));

    assertThat(observe())
        .isInstanceOfSatisfying(
            Observation.Completed.class,
            completed ->
                assertThat(completed.report())
                    .isEqualTo(
                        new WorkerReport(
                            UID, 1, "NoVideoStream", "It has none.", "s3://m", List.of(), 0)));
  }

  @Test
  void the_newest_pod_is_the_one_that_counts() {
    cluster
        .with(AJob.of(UID).failed("BackoffLimitExceeded", ""))
        .with(APod.ofTheWorker().createdAt("2026-03-01T11:59:50Z").ended(13, "Error", null))
        .with(APod.ofTheWorker().createdAt("2026-03-01T11:59:00Z").ended(20, "Error", null));

    assertThat(observe())
        .isInstanceOfSatisfying(
            Observation.Failed.class,
            failed -> assertThat(failed.failure().reason()).isEqualTo("SourceGone"));
  }

  @Test
  void a_report_of_another_video_job_or_attempt_is_not_trusted() {
    for (var message : List.of(report("uid-of-another", 1), report(UID, 2))) {
      var other = new RecordedCluster().with(AJob.of(UID).complete());
      other.with(APod.ofTheWorker().ended(0, "Completed", message));

      assertThat(
              new AttemptObserver(other, ServiceCalls.NONE, book, JSON, clock)
                  .observe(videoJob().build()))
          .isEqualTo(new Observation.Completed(null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Segmentation fault",
        "{\"jobUid\":",
        "[]",
        "7",
        "{}",
        "null",
        "{\"jobUid\":\"uid-of-clip\",\"attempt\":1}"
      })
  void a_termination_message_that_is_no_report_is_none(String message) {
    cluster.with(AJob.of(UID).complete()).with(APod.ofTheWorker().ended(0, "Completed", message));

    assertThat(observe()).isEqualTo(new Observation.Completed(null));
  }

  @Test
  void a_completed_job_whose_pod_is_gone_has_no_report() {
    cluster.with(AJob.of(UID).complete());

    assertThat(observe()).isEqualTo(new Observation.Completed(null));
  }

  @Test
  void a_failed_job_brings_its_pods_verdict_and_the_workers_words() {
    cluster
        .with(AJob.of(UID).failed("BackoffLimitExceeded", ""))
        .with(APod.ofTheWorker().ended(10, "Error", report(UID, 1)));

    assertThat(observe())
        .isInstanceOfSatisfying(
            Observation.Failed.class,
            failed -> {
              assertThat(failed.failure().failureClass()).isEqualTo(FailureClass.PERMANENT);
              assertThat(failed.failure().reason()).isEqualTo("NoVideoStream");
              assertThat(failed.failure().exitCode()).isEqualTo(10);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"Pending", "Running", "Unknown"})
  void a_job_that_is_gone_before_its_pod_has_ended_is_still_ending(String phase) {
    cluster.with(APod.ofTheWorker().ofVideoJob("clip").inPhase(phase));

    assertThat(observe()).isEqualTo(new Observation.JobEnding());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void a_pod_that_has_ended_keeps_no_attempt_alive(String phase) {
    cluster.with(APod.ofTheWorker().ofVideoJob("clip").inPhase(phase));

    assertThat(observe()).isEqualTo(new Observation.JobAbsent());
  }

  @Test
  void a_pod_of_something_else_under_the_same_name_is_not_waited_for() {
    cluster.with(APod.ofTheWorker().inPhase("Running"));

    assertThat(observe()).isEqualTo(new Observation.JobAbsent());
  }

  @Test
  void a_job_that_runs_for_an_attempt_that_is_over_is_a_stray() {
    var failed = AnAttempt.number(1).failed(FailureClass.TRANSIENT);
    var clip = AVideoJob.named("clip").withAttempts(failed).build();
    cluster.with(AJob.of(UID).runningSince("2026-03-01T11:59:30Z"));

    assertThat(observer.strays(clip)).containsExactly("clip-1");
  }

  @Test
  void a_job_of_the_live_attempt_a_finished_one_and_a_namesakes_are_no_strays() {
    var failed =
        AVideoJob.named("clip").withAttempts(AnAttempt.number(1).failed(FailureClass.START));

    cluster.with(AJob.of(UID).runningSince("2026-03-01T11:59:30Z"));
    assertThat(observer.strays(videoJob().build())).isEmpty();
    cluster.with(AJob.of(UID).failed("BackoffLimitExceeded", ""));
    assertThat(observer.strays(failed.build())).isEmpty();
    cluster.with(AJob.of("uid-of-an-earlier-clip").pending());
    assertThat(observer.strays(failed.build())).isEmpty();
    cluster.with(AJob.of(UID).pending().beingDeleted());
    assertThat(observer.strays(failed.build())).isEmpty();
  }

  @Test
  void a_cache_that_lags_behind_makes_no_stray() {
    var failed =
        AVideoJob.named("clip").withAttempts(AnAttempt.number(1).failed(FailureClass.START));
    cluster.with(AJob.of(UID).runningSince("2026-03-01T11:59:30Z"));
    cluster.withUncached(AJob.of(UID).complete());

    assertThat(observer.strays(failed.build())).isEmpty();
  }
}
