package dev.videojob.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.operator.plan.Observation.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartTroublesTest {
  private static final Trouble NO_IMAGE = new Trouble("ErrImagePull", "no such image");

  private final RecordedCluster cluster = new RecordedCluster();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private Duration eachReadTakes = Duration.ZERO;
  private final StartTroubles troubles =
      new StartTroubles(
          cluster,
          () -> {
            var time = now;
            now = now.plus(eachReadTakes);
            return time;
          });

  private Optional<Trouble> of(AJob job) {
    return troubles.of(job.build());
  }

  private static AJob clip() {
    return AJob.of("uid-of-clip");
  }

  @Test
  void a_pod_says_itself_why_it_does_not_start() {
    cluster.with(APod.ofTheWorker().waits("ErrImagePull", "no such image"));

    assertThat(of(clip().pending())).contains(NO_IMAGE);
  }

  @Test
  void the_newest_pod_of_a_job_speaks_for_it() {
    cluster
        .with(APod.ofTheWorker().createdAt("2026-03-01T11:59:30Z"))
        .with(APod.ofTheWorker().createdAt("2026-03-01T11:58:00Z").waits("ErrImagePull", "old"));

    assertThat(of(clip().pending())).isEmpty();
  }

  @Test
  void no_pod_speaks_for_another_job() {
    cluster.with(APod.ofTheWorker().ofJob("other-1").waits("ErrImagePull", "no such image"));

    assertThat(of(clip().pending())).isEmpty();
  }

  @Test
  void a_job_whose_pods_may_not_be_created_has_the_last_word_about_them() {
    cluster
        .refusingPods("uid-of-clip-1", "2026-03-01T11:59:30Z", "exceeded quota: pods=0")
        .refusingPods("uid-of-clip-1", "2026-03-01T11:58:00Z", "an old story")
        .refusingPods("uid-of-other-1", "2026-03-01T11:59:40Z", "no such service account");

    assertThat(of(clip().withoutPod()))
        .contains(new Trouble("FailedCreate", "exceeded quota: pods=0"));
    assertThat(of(clip().fresh())).contains(new Trouble("FailedCreate", "exceeded quota: pods=0"));
  }

  @Test
  void a_pod_that_is_there_makes_an_old_refusal_forgotten() {
    cluster
        .with(APod.ofTheWorker().waits("ErrImagePull", "no such image"))
        .refusingPods("uid-of-clip-1", "2026-03-01T11:59:30Z", "an old story");

    assertThat(of(clip().pending())).contains(NO_IMAGE);
  }

  @Test
  void all_jobs_of_a_namespace_share_a_look() {
    cluster
        .with(APod.ofTheWorker().waits("ErrImagePull", "no such image"))
        .with(APod.ofTheWorker().ofJob("other-1").is("PodScheduled", "False", "Unschedulable", ""));

    assertThat(of(clip().pending())).contains(NO_IMAGE);
    assertThat(of(clip().named("other-1").pending())).contains(new Trouble("Unschedulable", ""));
    assertThat(of(clip().named("third-1").pending())).isEmpty();
    assertThat(cluster.asked).containsExactly("waiting pods of media");
  }

  @Test
  void a_look_serves_for_a_second() {
    assertThat(of(clip().pending())).isEmpty();
    cluster.with(APod.ofTheWorker().waits("ErrImagePull", "no such image"));

    now = now.plusMillis(999);
    assertThat(of(clip().pending())).isEmpty();
    now = now.plusMillis(1);
    assertThat(of(clip().pending())).contains(NO_IMAGE);
  }

  @Test
  void a_look_that_takes_long_serves_for_twenty_times_as_long() {
    eachReadTakes = Duration.ofMillis(500);
    assertThat(of(clip().pending())).isEmpty();
    eachReadTakes = Duration.ZERO;
    cluster.with(APod.ofTheWorker().waits("ErrImagePull", "no such image"));

    now = now.plusSeconds(9);
    assertThat(of(clip().pending())).isEmpty();
    now = now.plusSeconds(1);
    assertThat(of(clip().pending())).contains(NO_IMAGE);
  }

  @Test
  void a_clock_that_was_set_back_does_not_make_a_look_serve_for_longer() {
    assertThat(of(clip().pending())).isEmpty();
    cluster.with(APod.ofTheWorker().waits("ErrImagePull", "no such image"));
    now = now.minus(Duration.ofHours(1));

    assertThat(of(clip().pending())).contains(NO_IMAGE);
  }
}
