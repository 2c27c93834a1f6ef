package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.act.KubernetesAttemptJobs;
import dev.videojob.operator.act.KubernetesEvents;
import dev.videojob.operator.calls.ServiceCalls;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.observe.AttemptObserver;
import dev.videojob.operator.observe.KubernetesReads;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.resources.JobFactory;
import dev.videojob.operator.resources.WorkerDefaults;
import dev.videojob.operator.slots.Ceilings;
import dev.videojob.operator.slots.Ration;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.slots.Tenants;
import dev.videojob.operator.status.StatusSwap;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.Tombstone;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A life that is looked at with what a late cache has. */
@EnableKubernetesMockClient(crud = true)
class VideoJobLifeTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final OutsideInMemory outside = new OutsideInMemory(job -> "");
  private final StatedTerms terms = new StatedTerms();
  private final Moments clock = new Moments();

  private VideoJobLife life() {
    var json = new ObjectMapper();
    var watch = new VideoJobWatch(true, () -> {});
    var admission =
        new Admission(
            new SlotLedger(queue -> Ration.of(1), Ceilings.of(1), job -> {}),
            watch,
            _ -> Tenants.NOBODY);
    var narrator = new Narrator(terms, clock);
    var progress = new ProgressBook();
    var events = new KubernetesEvents(client, clock);
    var worker = new WorkerDefaults("videojob/worker:test", null, null, "1", "2Gi", Map.of(), null);
    return new VideoJobLife(
        terms,
        new FirstAttempts(terms, narrator, admission, job -> {}, clock),
        new AttemptObserver(
            new KubernetesReads(client, (namespace, name) -> Optional.empty()),
            ServiceCalls.NONE,
            progress,
            json,
            clock),
        admission,
        narrator,
        new Actor(
            new KubernetesAttemptJobs(client),
            ServiceCalls.NONE,
            new JobFactory(worker, json),
            admission,
            progress,
            events,
            new Measurements(new SimpleMeterRegistry(), clock)),
        new Settlements(
            new Settler(
                outside.store(),
                outside.sender(),
                outside.deletion(),
                outside.messages(),
                json,
                clock),
            new Siblings(new KubernetesVideoJobStore(client)),
            narrator,
            job -> {},
            terms,
            clock),
        new Departure(Tombstone::of, outside.segments().tombstones(), new Creations(), events),
        clock,
        RandomGenerator.getDefault());
  }

  private static AVideoJob failedFor(long revision) {
    return AVideoJob.named("clip")
        .from("uploads")
        .recordOf("m-1", 0, 1)
        .holding(new Lease("m-1", "receipt", Moments.NOW, 1))
        .withStatus(
            VideoJobStatusBuilder.builder()
                .state(JobState.DEAD_LETTERED)
                .revision(revision)
                .build());
  }

  @Test
  void a_letter_that_another_leader_has_sent_is_not_sent_again_and_again_until_the_cache_knows() {
    var late = failedFor(1).build();
    VideoJob live = failedFor(2).build();

    var wait =
        life().reconcile(late, (job, before, next) -> StatusSwap.replace(live, before, next));

    assertThat(outside.places()).containsOnlyOnce(OutsideInMemory.DEAD_LETTERS);
    assertThat(wait).contains(VideoJobLife.SETTLEMENT_RETRY);
  }

  @Test
  void a_job_that_came_and_went_while_the_watch_was_broken_is_missed_after_ten_minutes() {
    var cluster = new PlayedCluster(client);
    var life = life();
    VideoJob[] kept = {AVideoJob.named("clip").build()};
    StatusWriter writer =
        (job, before, next) -> kept[0] = StatusSwap.replace(kept[0], before, next);

    life.reconcile(kept[0], writer);
    cluster.starts("clip-1");
    assertThat(life.reconcile(kept[0], writer)).contains(VideoJobLife.MISSED_END_CHECK);

    cluster.deletes("clip-1");
    clock.pass(VideoJobLife.MISSED_END_CHECK);
    life.reconcile(kept[0], writer);
    assertThat(kept[0].getStatus().state()).isEqualTo(JobState.RETRYING);
  }
}
