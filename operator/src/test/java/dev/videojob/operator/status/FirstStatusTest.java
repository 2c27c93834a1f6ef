package dev.videojob.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusAttemptBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.resources.AttemptNames;
import dev.videojob.operator.resources.Names;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstStatusTest {
  private static final VideoJobStatus FIRST =
      new StatusStory(
              new StatusStory.Subject("clip", 1, true, "hls-ladder", () -> "made-of"),
              AttemptNames::jobName,
              Moments.NOW)
          .after(VideoJobStatus.NEW, new Decision.Start(1, "4Gi"));

  private static final VideoJobStatus QUEUED =
      VideoJobStatusBuilder.builder().state(JobState.QUEUED).build();

  private static VideoJob carrying(AVideoJob given, VideoJobStatus first) {
    var job = given.build();
    job.getMetadata().setCreationTimestamp(Moments.NOW.toString());
    job.getMetadata().setAnnotations(new HashMap<>());
    FirstStatus.put(job, first);
    return job;
  }

  private static VideoJob clip() {
    return carrying(AVideoJob.named("clip"), FIRST);
  }

  @Test
  void what_a_job_was_created_with_is_recorded() {
    assertThat(FirstStatus.recorded(clip())).isEqualTo(FIRST);
    assertThat(FirstStatus.recalled(clip()).getStatus()).isEqualTo(FIRST);
  }

  @Test
  void a_status_that_says_nothing_but_the_default_does_not_hide_it() {
    var job = carrying(AVideoJob.named("clip").withStatus(QUEUED), FIRST);

    assertThat(FirstStatus.recorded(job)).isEqualTo(FIRST);
  }

  @Test
  void a_status_that_was_written_is_the_truth() {
    var later = VideoJobStatusBuilder.builder(FIRST).revision(2L).state(JobState.FAILED).build();
    var job = carrying(AVideoJob.named("clip").withStatus(later), FIRST);

    assertThat(FirstStatus.recorded(job)).isEqualTo(later);
    assertThat(FirstStatus.mayWaitUntil(job)).isEmpty();
  }

  @Test
  void it_may_wait_for_the_time_that_a_pod_usually_takes() {
    assertThat(FirstStatus.mayWaitUntil(clip())).contains(Moments.NOW.plus(Planner.START_PATIENCE));
    assertThat(FirstStatus.mayWaitUntil(AVideoJob.named("clip").build())).isEmpty();
  }

  @Test
  void a_manifest_that_is_applied_again_later_does_not_bring_its_first_status_back() {
    var job = clip();
    job.getMetadata().setCreationTimestamp(Moments.NOW.plus(Duration.ofSeconds(61)).toString());

    assertThat(FirstStatus.recorded(job)).isNull();
  }

  @Test
  void the_first_status_of_another_job_is_not_taken() {
    assertThat(FirstStatus.recorded(carrying(AVideoJob.named("copy"), FIRST))).isNull();
  }

  static List<VideoJobStatus> inventions() {
    var attempt = FIRST.attempts().getFirst();
    var ended =
        VideoJobStatusAttemptBuilder.builder(attempt).finishedAt(Moments.NOW.toString()).build();
    var running =
        VideoJobStatusAttemptBuilder.builder(attempt).startedAt(Moments.NOW.toString()).build();
    var second = VideoJobStatusAttemptBuilder.builder(attempt).number(2).build();
    return List.of(
        VideoJobStatusBuilder.builder(FIRST).state(JobState.SUCCEEDED).build(),
        VideoJobStatusBuilder.builder(FIRST).attempts(List.of()).build(),
        VideoJobStatusBuilder.builder(FIRST).attempts(List.of(attempt, second)).build(),
        VideoJobStatusBuilder.builder(FIRST).attempts(List.of(second)).build(),
        VideoJobStatusBuilder.builder(FIRST).attempts(List.of(ended)).build(),
        VideoJobStatusBuilder.builder(FIRST).attempts(List.of(running)).build(),
        VideoJobStatusBuilder.builder(FIRST).attempt(7).build());
  }

  @ParameterizedTest
  @MethodSource("inventions")
  void nothing_but_a_first_attempt_that_begins_is_taken(VideoJobStatus invented) {
    assertThat(FirstStatus.recorded(carrying(AVideoJob.named("clip"), invented))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "no JSON",
        "[]",
        "{}",
        "{\"state\":\"Starting\",\"attempt\":1,\"attempts\":[{\"number\":1,\"jobName\":\"clip-1\","
            + "\"decidedAt\":\"yesterday\"}]}",
        "{\"state\":\"Starting\",\"attempt\":1,\"attempts\":[{\"number\":1}]}"
      })
  void what_cannot_be_read_is_not_there(String text) {
    var job = clip();
    job.getMetadata().getAnnotations().put(Names.FIRST_STATUS_ANNOTATION, text);

    assertThat(FirstStatus.recorded(job)).isNull();
  }
}
