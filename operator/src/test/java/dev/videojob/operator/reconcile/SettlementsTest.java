package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.HinderedStore;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.status.StatusSwap;
import dev.videojob.operator.status.StatusSwap.StatusMoved;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message of two records. */
@EnableKubernetesMockClient(crud = true)
class SettlementsTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final OutsideInMemory outside = new OutsideInMemory(job -> "");
  private final List<JobKey> woken = new ArrayList<>();
  private final AtomicBoolean apiServerAway = new AtomicBoolean();

  @SuppressWarnings("NullAway.Init")
  private Settlements settlements;

  @BeforeEach
  void open() {
    var terms = new StatedTerms();
    var clock = new Moments();
    var settler =
        new Settler(
            outside.store(),
            outside.sender(),
            outside.deletion(),
            outside.messages(),
            new ObjectMapper(),
            clock);
    settlements =
        new Settlements(
            settler,
            new Siblings(HinderedStore.away(new KubernetesVideoJobStore(client), apiServerAway)),
            new Narrator(terms, clock),
            woken::add,
            terms,
            clock);
  }

  private VideoJob record(int index, JobState state) {
    var job =
        AVideoJob.named("record-" + index)
            .from("uploads")
            .recordOf("m-1", index, 2)
            .holding(new Lease("m-1", "receipt", Moments.NOW, 1))
            .withStatus(VideoJobStatusBuilder.builder().state(state).revision(1L).build())
            .build();
    return client.resource(job).create();
  }

  /** Settles {@code job}, which has what was written afterwards. */
  private Told settle(VideoJob job) {
    var settled = settlements.settle(job, StatusSwap::replace);
    job.setStatus(settled.job().getStatus());
    return settled.told();
  }

  /** Another writer is always first. */
  private static VideoJob lose(VideoJob job, @Nullable VideoJobStatus before, VideoJobStatus next) {
    return StatusSwap.replace(job.with(VideoJobStatus.NEW), before, next);
  }

  @Test
  void a_record_that_has_ended_looks_again_by_itself_for_the_end_of_the_others() {
    var ended = record(0, JobState.SUCCEEDED);
    var _ = record(1, JobState.RUNNING);

    assertThat(settle(ended)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);
    assertThat(settle(ended)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);
    assertThat(outside.places()).doesNotContain(OutsideInMemory.DELETION);
  }

  @Test
  void a_record_whose_waker_failed_settles_at_its_next_look() {
    var waits = record(0, JobState.SUCCEEDED);
    var last = record(1, JobState.RUNNING);
    assertThat(settle(waits)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);
    last.setStatus(VideoJobStatusBuilder.builder().state(JobState.SUCCEEDED).revision(2L).build());
    client.resource(last).updateStatus();
    apiServerAway.set(true);
    assertThatThrownBy(() -> settle(last)).isInstanceOf(VideoJobStore.Unavailable.class);
    assertThat(woken).isEmpty();

    apiServerAway.set(false);

    assertThat(settle(waits)).isEqualTo(Told.ALL);
  }

  @Test
  void a_dead_letter_wakes_those_that_wait_for_it() {
    var waits = record(0, JobState.SUCCEEDED);
    var failed = record(1, JobState.DEAD_LETTERED);
    assertThat(settle(waits)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);

    var _ = settle(failed);

    assertThat(outside.places()).contains(OutsideInMemory.DEAD_LETTERS);
    assertThat(woken).contains(JobKey.of(waits));
  }

  @Test
  void what_was_told_but_not_written_is_written_later_and_not_told_again() {
    var failed = record(0, JobState.DEAD_LETTERED);
    var other = record(1, JobState.RUNNING);
    assertThatThrownBy(() -> settlements.settle(failed, SettlementsTest::lose))
        .isInstanceOf(StatusMoved.class);
    assertThat(woken).isEmpty();

    assertThat(settle(failed)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);

    assertThat(outside.places())
        .containsExactly(
            OutsideInMemory.STORE, OutsideInMemory.PROCESSED, OutsideInMemory.DEAD_LETTERS);
    assertThat(failed.getStatus().settlement())
        .hasNoNullFieldsOrPropertiesExcept("ownedAt", "messageDeletedAt", "settledAt");
    assertThat(woken).contains(JobKey.of(other));
  }

  @Test
  void a_step_that_failed_is_all_that_is_taken_again() {
    var ended = record(0, JobState.SUCCEEDED);
    outside.isAway(OutsideInMemory.STORE);
    assertThat(settle(ended)).isEqualTo(Told.NOT_ALL);
    outside.isBack(OutsideInMemory.STORE);

    var _ = settle(ended);

    assertThat(outside.places()).containsExactly(OutsideInMemory.PROCESSED, OutsideInMemory.STORE);
  }

  @Test
  void a_message_that_was_deleted_by_an_older_receipt_is_deleted_by_the_newest() {
    var ended = record(0, JobState.SUCCEEDED);
    var _ = record(1, JobState.SUCCEEDED);
    assertThatThrownBy(() -> settlements.settle(ended, SettlementsTest::lose))
        .isInstanceOf(StatusMoved.class);
    ended
        .getMetadata()
        .getAnnotations()
        .put(Names.LEASE_ANNOTATION, new Lease("m-1", "newer", Moments.NOW, 2).toJson());

    assertThat(settle(ended)).isEqualTo(Told.ALL);

    assertThat(outside.told(OutsideInMemory.DELETION)).hasSize(2);
    assertThat(outside.told(OutsideInMemory.PROCESSED)).hasSize(1);
  }

  @Test
  void records_do_not_wake_each_other_while_a_queue_refuses() {
    var failed = record(0, JobState.DEAD_LETTERED);
    var failedToo = record(1, JobState.DEAD_LETTERED);
    outside.isAway(OutsideInMemory.DEAD_LETTERS);

    assertThat(settle(failed)).isEqualTo(Told.NOT_ALL);
    assertThat(settle(failedToo)).isEqualTo(Told.NOT_ALL);

    assertThat(woken).isEmpty();
  }

  @Test
  void what_was_sent_and_could_not_be_written_down_is_not_sent_again() {
    var failed = record(0, JobState.DEAD_LETTERED);
    StatusWriter away =
        (job, before, next) -> {
          throw new KubernetesClientException("the API server is away");
        };
    for (var look = 0; look < 3; look++) {
      assertThatThrownBy(() -> settlements.settle(failed, away))
          .isInstanceOf(KubernetesClientException.class);
    }

    assertThat(settle(failed)).isEqualTo(Told.ALL_BUT_SHARED_MESSAGE);

    assertThat(outside.places())
        .containsOnlyOnce(OutsideInMemory.DEAD_LETTERS, OutsideInMemory.PROCESSED);
    assertThat(failed.getStatus().settlement().deadLetteredAt()).isNotNull();
  }
}
