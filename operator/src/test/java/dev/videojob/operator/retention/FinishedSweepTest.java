package dev.videojob.operator.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Retention;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.tombstones.SegmentStore.Unavailable;
import dev.videojob.operator.tombstones.SegmentsInMemory;
import dev.videojob.operator.tombstones.TombstoneKey;
import dev.videojob.operator.tombstones.Tombstones;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FinishedSweepTest {
  private static final QueueKey UPLOADS = new QueueKey(AVideoJob.NAMESPACE, "uploads");

  private final Moments clock = new Moments();
  private final List<VideoJob> cached = new ArrayList<>();
  private final Map<QueueKey, Retention> queues =
      new HashMap<>(Map.of(UPLOADS, new Retention(60, 3600)));
  private final SegmentsInMemory segments = new SegmentsInMemory();
  private final Tombstones tombstones = segments.tombstones();
  private final List<String> removed = new ArrayList<>();
  private final Set<String> undeletable = new HashSet<>();

  private final FinishedSweep sweep =
      new FinishedSweep(
          () -> cached.stream().flatMap(job -> FinishedJob.of(job).stream()),
          queue -> Optional.ofNullable(queues.get(queue)),
          tombstones,
          this::remove,
          clock);

  private void remove(FinishedJob job) throws VideoJobRemoval.Refused {
    if (undeletable.contains(job.key().name())) {
      throw new VideoJobRemoval.Refused("a webhook is against it", new IllegalStateException());
    }
    removed.add(job.key().name());
    cached.removeIf(one -> one.getMetadata().getName().equals(job.key().name()));
  }

  private static AVideoJob fromMessage(String name) {
    return AVideoJob.named(name).from("uploads").ofMessage("m-" + name, "{}", Map.of());
  }

  private void cached(AVideoJob given, JobState state) {
    var job =
        given
            .withStatus(
                VideoJobStatusBuilder.builder()
                    .state(state)
                    .settlement(
                        VideoJobStatusSettlementBuilder.builder()
                            .settledAt(clock.instant().toString())
                            .build())
                    .build())
            .build();
    job.getMetadata().setResourceVersion("1");
    cached.add(job);
  }

  private void after(Duration time) {
    clock.pass(time);
    sweep.step();
  }

  @Test
  void what_succeeded_is_removed_after_its_queues_time() {
    cached(fromMessage("clip"), JobState.SUCCEEDED);

    after(Duration.ofSeconds(59));
    assertThat(removed).isEmpty();

    after(Duration.ofSeconds(1));
    assertThat(removed).containsExactly("clip");
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"FAILED", "DEAD_LETTERED", "CANCELLED"})
  void what_did_not_succeed_is_removed_after_a_time_of_its_own(JobState state) {
    cached(fromMessage("clip"), state);

    after(Duration.ofSeconds(3599));
    assertThat(removed).isEmpty();

    after(Duration.ofSeconds(1));
    assertThat(removed).containsExactly("clip");
  }

  @Test
  void a_changed_retention_holds_for_what_has_finished_before() {
    cached(fromMessage("clip"), JobState.SUCCEEDED);
    queues.put(UPLOADS, new Retention(0, 0));

    after(Duration.ZERO);

    assertThat(removed).containsExactly("clip");
  }

  @Test
  void what_somebody_applied_is_kept_unless_it_says_otherwise() {
    cached(AVideoJob.named("kept").from("uploads"), JobState.SUCCEEDED);
    cached(AVideoJob.named("brief").with(spec -> spec.ttlSecondsAfterFinished(5)), JobState.FAILED);

    after(Duration.ofDays(400));

    assertThat(removed).containsExactly("brief");
  }

  @Test
  void what_a_job_says_itself_wins_over_its_queue() {
    cached(
        fromMessage("long").with(spec -> spec.ttlSecondsAfterFinished(1000)), JobState.SUCCEEDED);
    cached(fromMessage("short").with(spec -> spec.ttlSecondsAfterFinished(0)), JobState.FAILED);

    after(Duration.ofSeconds(61));

    assertThat(removed).containsExactly("short");
  }

  @Test
  void what_came_from_a_queue_that_is_gone_is_kept() {
    cached(fromMessage("clip"), JobState.SUCCEEDED);
    queues.clear();

    after(Duration.ofDays(400));

    assertThat(removed).isEmpty();
  }

  @Test
  void what_is_being_deleted_or_not_settled_is_left_alone() {
    cached(fromMessage("going").beingDeleted(), JobState.SUCCEEDED);
    cached.add(
        fromMessage("unsettled")
            .withStatus(VideoJobStatusBuilder.builder().state(JobState.SUCCEEDED).build())
            .build());

    after(Duration.ofDays(400));

    assertThat(removed).isEmpty();
  }

  @Test
  void tombstones_are_recorded_by_one_write_before_anything_is_deleted() {
    IntStream.range(0, 30).forEach(i -> cached(fromMessage("clip-" + i), JobState.SUCCEEDED));
    var key = TombstoneKey.ofMessage(UPLOADS, "m-clip-7", 0);
    var before = segments.writes();

    after(Duration.ofMinutes(1));

    assertThat(removed).hasSize(30);
    assertThat(segments.writes()).isEqualTo(before + 1);
    assertThat(segments.tombstones().contain(key)).isTrue();
  }

  @Test
  void nothing_is_deleted_while_tombstones_are_refused() {
    cached(fromMessage("clip"), JobState.SUCCEEDED);
    segments.refuse("exceeded quota: objects");
    clock.pass(Duration.ofMinutes(1));

    assertThatThrownBy(sweep::step).isInstanceOf(Unavailable.class);
    assertThat(removed).isEmpty();

    segments.acceptAgain();
    sweep.step();
    assertThat(removed).containsExactly("clip");
  }

  @Test
  void a_sweep_removes_a_bounded_number() {
    IntStream.range(0, 250).forEach(i -> cached(fromMessage("clip-" + i), JobState.SUCCEEDED));
    clock.pass(Duration.ofMinutes(1));

    assertThat(List.of(sweep.step(), sweep.step(), sweep.step(), sweep.step()))
        .containsExactly(100, 100, 50, 0);
  }

  @Test
  void what_may_not_be_deleted_does_not_keep_the_rest_waiting() {
    IntStream.range(0, 40).forEach(i -> cached(fromMessage("stuck-" + i), JobState.SUCCEEDED));
    cached(fromMessage("clip"), JobState.SUCCEEDED);
    IntStream.range(0, 40).forEach(i -> undeletable.add("stuck-" + i));
    clock.pass(Duration.ofMinutes(1));

    IntStream.range(0, 5).forEach(i -> sweep.step());
    assertThat(removed).containsExactly("clip");

    undeletable.clear();
    clock.pass(FinishedSweep.AFTER_REFUSAL);
    sweep.step();
    assertThat(removed).hasSize(41);
  }
}
