package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.outbox.MessageFate;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of message {@code m-1}, unless said otherwise. */
@EnableKubernetesMockClient(crud = true)
class SiblingsTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private Siblings siblings;

  @BeforeEach
  void look() {
    siblings = new Siblings(new KubernetesVideoJobStore(client));
  }

  private static VideoJob record(int index, int count, JobState state) {
    return AVideoJob.named("record-" + index)
        .from("uploads")
        .recordOf("m-1", index, count)
        .holding(new Lease("m-1", "receipt", Moments.NOW, 1))
        .withStatus(VideoJobStatusBuilder.builder().state(state).build())
        .build();
  }

  private VideoJob create(VideoJob job) {
    return client.resource(job).create();
  }

  private void become(VideoJob job, VideoJobStatus status) {
    job.setStatus(status);
    client.resource(job).updateStatus();
  }

  private VideoJob live(VideoJob job) {
    return client.resource(job).get();
  }

  @Test
  void a_job_that_came_from_no_message_waits_for_none() {
    assertThat(siblings.fate(AVideoJob.named("clip").build())).isEqualTo(MessageFate.OURS);
  }

  @Test
  void a_message_without_a_lease_is_not_settled() {
    var job = record(0, 1, JobState.SUCCEEDED);
    job.getMetadata().setAnnotations(Map.of());

    assertThat(siblings.fate(job)).isEqualTo(MessageFate.UNSEALED);
  }

  @Test
  void the_only_record_settles_its_message() {
    assertThat(siblings.fate(record(0, 1, JobState.SUCCEEDED))).isEqualTo(MessageFate.OURS);
  }

  @Test
  void a_message_is_settled_when_both_records_have_ended() {
    var one = create(record(0, 2, JobState.SUCCEEDED));
    var other = create(record(1, 2, JobState.RUNNING));
    assertThat(siblings.fate(one)).isEqualTo(MessageFate.SHARED);

    become(other, VideoJobStatusBuilder.builder().state(JobState.FAILED).build());

    assertThat(siblings.fate(one)).isEqualTo(MessageFate.OURS);
    assertThat(siblings.fate(other)).isEqualTo(MessageFate.OURS);
  }

  @Test
  void a_message_is_not_settled_before_the_dead_letters_of_all_its_records_are_accepted() {
    var one = create(record(0, 2, JobState.SUCCEEDED));
    var failed = create(record(1, 2, JobState.DEAD_LETTERED));
    assertThat(siblings.fate(one)).isEqualTo(MessageFate.SHARED);

    become(
        failed,
        VideoJobStatusBuilder.builder()
            .state(JobState.DEAD_LETTERED)
            .settlement(
                VideoJobStatusSettlementBuilder.builder()
                    .deadLetteredAt(Moments.NOW.toString())
                    .build())
            .build());

    assertThat(siblings.fate(one)).isEqualTo(MessageFate.OURS);
  }

  @Test
  void the_seal_of_one_record_seals_them_all() {
    var unsealed = record(0, 2, JobState.SUCCEEDED);
    unsealed.getMetadata().setAnnotations(Map.of());
    create(unsealed);
    assertThat(siblings.fate(unsealed)).isEqualTo(MessageFate.UNSEALED);

    create(record(1, 2, JobState.SUCCEEDED));

    assertThat(siblings.fate(unsealed)).isEqualTo(MessageFate.OURS);
  }

  @Test
  void a_record_that_is_not_there_has_not_ended() {
    var one = create(record(0, 2, JobState.SUCCEEDED));

    assertThat(siblings.fate(one)).isEqualTo(MessageFate.SHARED);
  }

  @Test
  void a_record_that_ended_and_went_is_remembered() {
    var one = create(record(0, 2, JobState.SUCCEEDED));
    var gone = create(record(1, 2, JobState.CANCELLED));

    siblings.rememberEnd(gone);
    client.resource(gone).delete();

    assertThat(EndedRecords.of(live(one))).containsExactly(1);
    assertThat(siblings.fate(live(one))).isEqualTo(MessageFate.OURS);
  }

  @Test
  void a_settled_record_that_goes_as_the_cache_has_kept_it_is_remembered() {
    var waits = create(record(0, 2, JobState.SUCCEEDED));
    var gone = record(1, 2, JobState.SUCCEEDED);
    gone.setStatus(
        VideoJobStatusBuilder.builder(gone.getStatus())
            .settlement(
                VideoJobStatusSettlementBuilder.builder().settledAt(Moments.NOW.toString()).build())
            .build());
    create(gone);
    var cached = new CachedVideoJobs();
    cached.put(cached.getKey(gone), gone);

    siblings.rememberEnd(Objects.requireNonNull(cached.get(cached.getKey(gone))));
    client.resource(gone).delete();

    assertThat(siblings.fate(live(waits))).isEqualTo(MessageFate.OURS);
  }

  @Test
  void what_is_remembered_is_read_live_and_not_from_a_cache_that_lags() {
    var asTheCacheHasIt = create(record(0, 2, JobState.SUCCEEDED));
    var gone = create(record(1, 2, JobState.CANCELLED));

    siblings.rememberEnd(gone);
    client.resource(gone).delete();

    assertThat(siblings.fate(asTheCacheHasIt)).isEqualTo(MessageFate.OURS);
  }

  @Test
  void what_one_remembers_is_handed_on_when_it_goes_itself() {
    var one = create(record(0, 3, JobState.SUCCEEDED));
    var second = create(record(1, 3, JobState.CANCELLED));
    var third = create(record(2, 3, JobState.CANCELLED));

    siblings.rememberEnd(third);
    client.resource(third).delete();
    client.resource(one).delete();
    one = create(record(0, 3, JobState.SUCCEEDED));
    siblings.rememberEnd(live(second));
    client.resource(second).delete();

    assertThat(EndedRecords.of(live(one))).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void records_that_go_at_the_same_time_are_all_remembered() throws Exception {
    var count = 12;
    var stays = create(record(0, count, JobState.SUCCEEDED));
    var going =
        IntStream.range(1, count)
            .mapToObj(index -> create(record(index, count, JobState.CANCELLED)))
            .toList();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done :
          threads.invokeAll(
              going.stream().map(job -> Executors.callable(() -> go(job))).toList())) {
        done.get();
      }
    }

    assertThat(EndedRecords.of(live(stays))).hasSize(count - 1);
  }

  private void go(VideoJob job) {
    siblings.rememberEnd(job);
    client.resource(job).delete();
  }

  @Test
  void the_memory_takes_the_place_of_no_other_annotation() {
    var one = create(record(0, 2, JobState.SUCCEEDED));
    siblings.rememberEnd(create(record(1, 2, JobState.CANCELLED)));

    assertThat(live(one).getMetadata().getAnnotations())
        .containsOnlyKeys(Names.LEASE_ANNOTATION, Names.ENDED_RECORDS_ANNOTATION);
  }

  @Test
  void records_of_another_message_count_for_nothing_even_where_a_label_was_lost() {
    var one = record(0, 2, JobState.SUCCEEDED);
    one.getMetadata().setLabels(Map.of());
    one = create(one);
    var stranger = record(1, 2, JobState.SUCCEEDED);
    stranger.setSpec(
        AVideoJob.named("stranger")
            .from("uploads")
            .ofMessage(
                VideoJobSpecOriginBuilder.builder()
                    .messageId("m-2")
                    .recordIndex(1)
                    .recordCount(2)
                    .build())
            .build()
            .getSpec());
    create(stranger);

    assertThat(siblings.fate(one)).isEqualTo(MessageFate.SHARED);
  }
}
