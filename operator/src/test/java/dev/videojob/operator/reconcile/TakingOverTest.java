package dev.videojob.operator.reconcile;

import static dev.videojob.operator.reconcile.OutsideInMemory.DEAD_LETTERS;
import static dev.videojob.operator.reconcile.OutsideInMemory.DELETION;
import static dev.videojob.operator.reconcile.OutsideInMemory.PROCESSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.intake.WorkSources;
import dev.videojob.operator.intake.lease.Heartbeat;
import dev.videojob.operator.intake.lease.HeldLeases;
import dev.videojob.operator.intake.lease.HeldQueue;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.outbox.LeaseDeletion;
import dev.videojob.operator.queues.HeldMessages;
import dev.videojob.operator.queues.LeaseReport;
import dev.videojob.operator.reconcile.OutsideInMemory.Told;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that outlive the 12 hours for which SQS holds a message. */
class TakingOverTest {
  private static final Duration DUE = Duration.ofMinutes(11 * 60 + 30);
  private static final Sqs STANDARD =
      VideoQueueSpecSqsBuilder.builder().queueUrl("http://sqs/uploads").build();

  private final KubernetesMockServer server = StrictServer.start();
  private final KubernetesClient client = server.createClient();
  private final Moments clock = new Moments();
  private final StatedTerms terms = new StatedTerms();
  private final OutsideInMemory outside =
      new OutsideInMemory(job -> String.valueOf(settlement(job.getMetadata().getName()).ownedAt()));
  private final List<ReconcileLoop> loops = new ArrayList<>();
  private final PlayedCluster cluster = new PlayedCluster(client);

  @AfterEach
  void stop() {
    loops.forEach(ReconcileLoop::close);
    client.close();
    server.destroy();
  }

  private ReconcileLoop start() {
    var loop = ReconcileLoop.start(client, terms, outside, 100, clock);
    loops.add(loop);
    return loop;
  }

  private static AVideoJob record(String name, int record, int records) {
    return AVideoJob.named(name).from("uploads").recordOf("m-1", record, records);
  }

  private static Lease lease() {
    return new Lease("m-1", "receipt-1", Moments.NOW, 1);
  }

  private void create(String name, int record, int records) {
    client.resource(record(name, record, records).holding(lease()).build()).create();
  }

  private VideoJob live(String name) {
    return Objects.requireNonNull(
        client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).withName(name).get());
  }

  private VideoJobStatus status(String name) {
    return Objects.requireNonNullElse(live(name).getStatus(), VideoJobStatus.NEW);
  }

  private Settlement settlement(String name) {
    return status(name).settlement();
  }

  private void runs(String name) {
    await(name + " has a Job").until(() -> cluster.job(name + "-1").isPresent());
    cluster.starts(name + "-1");
    await(name + " runs").until(() -> status(name).state() == JobState.RUNNING);
  }

  private void awaitDeleted(String name) {
    await("the message of " + name + " is deleted")
        .until(() -> settlement(name).messageDeletedAt() != null);
  }

  private static Optional<String> dueAt(VideoJob job, Sqs sqs) {
    return Ownership.dueAt(job, sqs).map(due -> Duration.between(Moments.NOW, due).toString());
  }

  @Test
  void a_message_is_taken_over_half_an_hour_before_sqs_lets_go_of_it() {
    assertThat(dueAt(record("clip", 0, 1).holding(lease()).build(), STANDARD)).contains("PT11H30M");
  }

  @Test
  void a_message_that_is_not_sealed_is_never_taken_over() {
    assertThat(dueAt(record("clip", 0, 2).build(), STANDARD)).isEmpty();
  }

  @Test
  void what_came_from_no_message_or_has_ended_takes_nothing_over() {
    var ended = record("clip", 0, 1).withStatus(ended(Settlement.NONE));

    assertThat(dueAt(AVideoJob.named("clip").from("uploads").holding(lease()).build(), STANDARD))
        .isEmpty();
    assertThat(dueAt(ended.holding(lease()).build(), STANDARD)).isEmpty();
  }

  @Test
  void a_message_of_a_fifo_queue_keeps_its_group_waiting_and_is_never_taken_over() {
    var fifo = VideoQueueSpecSqsBuilder.builder().queueUrl("http://sqs/uploads.fifo").build();

    assertThat(dueAt(record("clip", 0, 1).holding(lease()).build(), fifo)).isEmpty();
  }

  private static VideoJobStatus ended(Settlement settlement) {
    return VideoJobStatusBuilder.builder().state(JobState.SUCCEEDED).settlement(settlement).build();
  }

  @Test
  void a_transcode_of_twenty_hours_is_received_once_and_owned_before_sqs_lets_go() {
    var queue = new QueueOfOneDay(clock, Duration.ofMinutes(2));
    outside.deletesBy(new LeaseDeletion(sqs -> queue, Duration.ZERO));
    queue.send("m-1", "{}");
    client
        .resource(record("clip", 0, 1).holding(queue.receive(10).getFirst().lease()).build())
        .create();
    var loop = start();
    var heartbeat = heartbeat(queue, loop);
    runs("clip");

    for (var passed = Duration.ZERO; passed.toHours() < 20; passed = passed.plusSeconds(40)) {
      clock.pass(Duration.ofSeconds(40));
      var _ = heartbeat.round((key, call) -> call.run());
      if (passed.plusSeconds(40).equals(DUE)) {
        assertThat(queue.size()).as("the message until then").isEqualTo(1);
        assertThat(queue.renewals()).isGreaterThan(1000);
        loop.lookAt("clip");
        awaitDeleted("clip");
      }
      assertThat(queue.receive(10)).as("received again after " + passed).isEmpty();
    }

    var renewals = queue.renewals();
    assertThat(queue.size()).isZero();
    assertThat(status("clip").state()).isEqualTo(JobState.RUNNING);
    assertThat(settlement("clip").ownedAt()).isEqualTo(Moments.NOW.plus(DUE).toString());
    cluster.succeeds("clip-1", live("clip"), 1);
    await().until(() -> status("clip").settled());
    assertThat(status("clip").state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(queue.renewals()).isEqualTo(renewals);
    assertThat(outside.told(DELETION)).hasSize(1);
    assertThat(outside.told(PROCESSED)).hasSize(1);
  }

  private Heartbeat heartbeat(QueueOfOneDay queue, ReconcileLoop loop) {
    var held =
        new HeldLeases(
            () ->
                client
                    .resources(VideoJob.class)
                    .inNamespace(AVideoJob.NAMESPACE)
                    .list()
                    .getItems()
                    .stream()
                    .filter(HeldMessages::held)
                    .toList(),
            key -> Optional.of(new HeldQueue(queue, Duration.ofMinutes(2))));
    return new Heartbeat(
        held, new LeaseReport(key -> Optional.empty(), key -> loop.lookAt(key.name())), clock);
  }

  @Test
  void nobody_has_to_look_for_a_job_to_take_its_message_over() {
    create("clip", 0, 1);
    start();
    runs("clip");
    clock.pass(DUE.minusSeconds(1));
    loops.getFirst().lookAt("clip");
    await()
        .during(Duration.ofMillis(500))
        .until(() -> settlement("clip").messageDeletedAt() == null);

    clock.pass(Duration.ofSeconds(1));

    awaitDeleted("clip");
  }

  @Test
  void the_intent_is_durable_before_the_message_is_deleted() {
    create("clip", 0, 1);
    start();
    runs("clip");
    clock.pass(DUE);

    loops.getFirst().lookAt("clip");

    awaitDeleted("clip");
    assertThat(outside.told(DELETION))
        .extracting(Told::recorded)
        .containsExactly(Moments.NOW.plus(DUE).toString());
  }

  @Test
  void a_crash_between_intent_and_deletion_repeats_the_deletion() {
    client
        .resource(
            record("clip", 0, 1)
                .withStatus(
                    VideoJobStatusBuilder.builder()
                        .state(JobState.QUEUED)
                        .settlement(
                            VideoJobStatusSettlementBuilder.builder()
                                .ownedAt(Moments.NOW.toString())
                                .build())
                        .build())
                .holding(lease())
                .build())
        .create();

    start();

    await("clip has a Job").until(() -> cluster.job("clip-1").isPresent());
    awaitDeleted("clip");
    assertThat(settlement("clip").ownedAt()).isEqualTo(Moments.NOW.toString());
    assertThat(outside.told(DELETION)).hasSize(1);
  }

  @Test
  void a_queue_that_is_away_is_asked_again_until_the_message_is_deleted() {
    outside.isAway(DELETION);
    create("clip", 0, 1);
    start();
    runs("clip");
    clock.pass(DUE);
    loops.getFirst().lookAt("clip");
    await().until(() -> settlement("clip").ownedAt() != null);
    assertThat(settlement("clip").messageDeletedAt()).isNull();

    outside.isBack(DELETION);

    await().atMost(Duration.ofSeconds(15)).until(() -> !outside.told(DELETION).isEmpty());
    awaitDeleted("clip");
    assertThat(HeldMessages.held(live("clip"))).isFalse();
  }

  @Test
  void each_job_of_a_message_takes_over_for_itself_and_ends_for_itself() {
    create("one", 0, 2);
    create("other", 1, 2);
    start();
    runs("one");
    runs("other");
    clock.pass(DUE);
    loops.getFirst().lookAt("one");
    loops.getFirst().lookAt("other");
    awaitDeleted("one");
    awaitDeleted("other");

    cluster.succeeds("one-1", live("one"), 1);

    await().until(() -> status("one").settled());
    assertThat(status("other").state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void a_record_that_ended_early_does_not_wait_for_one_that_has_taken_over() {
    create("one", 0, 2);
    create("other", 1, 2);
    start();
    runs("one");
    runs("other");
    cluster.succeeds("one-1", live("one"), 1);
    await().until(() -> settlement("one").processedAt() != null);
    assertThat(status("one").settled()).isFalse();

    clock.pass(DUE);
    loops.getFirst().lookAt("other");

    await().until(() -> status("one").settled());
    assertThat(status("other").state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void a_job_that_fails_after_it_took_over_still_sends_its_message_to_the_dead_letters() {
    create("clip", 0, 1);
    start();
    runs("clip");
    clock.pass(DUE);
    loops.getFirst().lookAt("clip");
    awaitDeleted("clip");

    cluster.fails("clip-1", 10);

    await().until(() -> status("clip").settled());
    assertThat(status("clip").state()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(outside.told(DEAD_LETTERS)).extracting(Told::what).containsExactly("{}");
    assertThat(outside.told(DELETION)).hasSize(1);
  }

  @Test
  void the_message_of_a_real_queue_is_gone_while_its_job_works_on() throws Exception {
    try (var sqs = new SqsServer()) {
      var queue = sqs.newQueue(600, 1);
      terms.of(queue);
      var sources = WorkSources.sqs(sqs.clients(), clock);
      outside.deletesBy(new LeaseDeletion(sources, Duration.ZERO));
      sqs.send(queue, "{}");
      var message = sources.open(queue).receive(1).getFirst();
      client.resource(record("clip", 0, 1).holding(message.lease()).build()).create();
      start();
      runs("clip");
      assertThat(sqs.held(queue)).isEqualTo(1);

      clock.pass(DUE);
      loops.getFirst().lookAt("clip");

      awaitDeleted("clip");
      await().until(() -> sqs.held(queue) + sqs.visible(queue) == 0);
      assertThat(status("clip").state()).isEqualTo(JobState.RUNNING);
    }
  }
}
