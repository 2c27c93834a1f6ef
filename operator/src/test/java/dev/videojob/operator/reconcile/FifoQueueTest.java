package dev.videojob.operator.reconcile;

import static dev.videojob.operator.intake.Messages.s3Event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecDestinationTemplateBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.intake.VideoQueueIntakes;
import dev.videojob.operator.intake.WorkSources;
import dev.videojob.operator.intake.lease.HeldLeases;
import dev.videojob.operator.intake.lease.HeldQueue;
import dev.videojob.operator.intake.lease.LeaseKeeper;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.outbox.LeaseDeletion;
import dev.videojob.operator.outbox.SqsSender;
import dev.videojob.operator.queues.HeldMessages;
import dev.videojob.operator.queues.LeaseReport;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.ReceiveSlots;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentsInMemory;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A FIFO queue of a real SQS server: intake, heartbeat and loop of one operator, with the cluster
 * played by the test. Messages are held for 3 s at a time.
 */
class FifoQueueTest {
  private static final Duration LONGER_THAN_A_HOLD = Duration.ofSeconds(4);

  @SuppressWarnings("NullAway.Init")
  private static SqsServer sqs;

  private final KubernetesMockServer server = StrictServer.start();
  private final KubernetesClient client = server.createClient();
  private final PlayedCluster cluster = new PlayedCluster(client);
  private final StatedTerms terms = new StatedTerms();
  private final OutsideInMemory outside = new OutsideInMemory(job -> "");

  @SuppressWarnings("NullAway.Init")
  private Sqs queue;

  @SuppressWarnings("NullAway.Init")
  private Sqs letters;

  @SuppressWarnings("NullAway.Init")
  private AnOperator operator;

  /** Ten slots, however many are taken. */
  private static final class AlwaysFree implements ReceiveSlots {
    @Override
    public void leave(QueueKey queue) {}

    @Override
    public int reserve(QueueKey queue, int wanted) {
      return wanted;
    }

    @Override
    public void giveBack(QueueKey queue, int count) {}

    @Override
    public boolean awaitFree(QueueKey queue, Duration atMost) {
      return true;
    }
  }

  /** Everything of an operator that has to do with the queue. */
  private final class AnOperator implements AutoCloseable {
    private final ReconcileLoop loop =
        ReconcileLoop.start(client, terms, outside, 100, InstantSource.system());
    private final VideoQueueIntakes intakes =
        new VideoQueueIntakes(
            WorkSources.sqs(sqs.clients(), InstantSource.system()),
            new AlwaysFree(),
            new KubernetesVideoJobStore(client),
            new SegmentsInMemory().tombstones(),
            new Creations(),
            (videoQueue, message, reason) -> false,
            loop.arrivals(),
            event -> {},
            InstantSource.system());
    private final LeaseKeeper leases =
        new LeaseKeeper(
            new HeldLeases(() -> jobs().stream().filter(HeldMessages::held).toList(), this::held),
            new LeaseReport(key -> Optional.empty(), key -> loop.lookAt(key.name())),
            InstantSource.system());

    AnOperator() {
      leases.start();
      assertThat(intakes.apply(videoQueue())).isEmpty();
    }

    private Optional<HeldQueue> held(QueueKey key) {
      return intakes.heldQueue(key);
    }

    @Override
    public void close() {
      intakes.stopAll(Duration.ofSeconds(3));
      loop.close();
      leases.close();
    }
  }

  @BeforeAll
  static void startSqs() {
    sqs = new SqsServer();
  }

  @AfterAll
  static void stopSqs() {
    sqs.close();
  }

  @BeforeEach
  void start() {
    letters = sqs.newFifoQueue(30, 1);
    queue =
        VideoQueueSpecSqsBuilder.builder(sqs.newFifoQueue(3, 1))
            .deadLetterQueueUrl(letters.queueUrl())
            .build();
    terms.of(queue);
    outside.deletesBy(
        new LeaseDeletion(WorkSources.sqs(sqs.clients(), InstantSource.system()), Duration.ZERO));
    outside.sendsBy(new SqsSender(sqs.clients(), Duration.ZERO));
    operator = new AnOperator();
  }

  @AfterEach
  void stop() {
    operator.close();
    client.close();
    server.destroy();
  }

  private VideoQueue videoQueue() {
    var made = new VideoQueue();
    made.setMetadata(
        new ObjectMetaBuilder().withNamespace(AVideoJob.NAMESPACE).withName("uploads").build());
    made.setSpec(
        VideoQueueSpecBuilder.builder(terms.queue())
            .destination(
                VideoQueueSpecDestinationTemplateBuilder.builder()
                    .uri("s3://videos/{stem}")
                    .build())
            .build());
    return made;
  }

  private void upload(String group, String name) {
    sqs.send(queue, group, s3Event("uploads", name + ".mp4", "01"));
  }

  private List<VideoJob> jobs() {
    return client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).list().getItems();
  }

  private Optional<VideoJob> find(String name) {
    return jobs().stream()
        .filter(job -> job.getMetadata().getName().startsWith(name + "-"))
        .findFirst();
  }

  private VideoJob job(String name) {
    return find(name).orElseThrow();
  }

  private @Nullable JobState state(String name) {
    var status = job(name).getStatus();
    return status == null ? null : status.state();
  }

  private String attempt(String name) {
    return job(name).getMetadata().getName() + "-1";
  }

  private void runs(String name) {
    await(name + " is received").atMost(Duration.ofSeconds(20)).until(() -> find(name).isPresent());
    await(name + " has a Job").until(() -> cluster.job(attempt(name)).isPresent());
    cluster.starts(attempt(name));
    await(name + " runs").until(() -> state(name) == JobState.RUNNING);
  }

  private void succeeds(String name) {
    cluster.succeeds(attempt(name), job(name), 1);
    await(name + " is settled").until(() -> job(name).settled());
  }

  private void staysUnknown(String name) {
    await(name + " is not received")
        .during(LONGER_THAN_A_HOLD)
        .atMost(LONGER_THAN_A_HOLD.multipliedBy(3))
        .until(() -> find(name).isEmpty());
  }

  @Test
  void of_one_group_one_message_is_held_at_a_time_and_in_order() {
    upload("ann", "first");
    upload("ann", "second");
    upload("ann", "third");

    runs("first");
    staysUnknown("second");
    succeeds("first");

    runs("second");
    assertThat(find("third")).isEmpty();
    succeeds("second");

    runs("third");
    assertThat(job("first").getSpec().origin()).extracting("messageGroup").isEqualTo("ann");
  }

  @Test
  void groups_do_not_wait_for_one_another() {
    for (var group : List.of("ann", "bob", "cid", "dan")) {
      upload(group, "first-of-" + group);
      upload(group, "second-of-" + group);
    }

    for (var group : List.of("ann", "bob", "cid", "dan")) {
      runs("first-of-" + group);
    }

    assertThat(jobs()).hasSize(4);
  }

  @Test
  void a_head_that_is_dead_lettered_lets_the_next_one_go_and_keeps_its_group() throws Exception {
    upload("ann", "broken");
    upload("ann", "next");
    runs("broken");

    cluster.fails(attempt("broken"), 10);

    runs("next");
    assertThat(state("broken")).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(letter().groupId()).isEqualTo("ann");
  }

  private ReceivedMessage letter() throws InterruptedException {
    var received =
        new SqsWorkSource(sqs.client(letters), letters, InstantSource.system()).receive(10);
    assertThat(received).hasSize(1);
    return received.getFirst();
  }

  @Test
  void an_operator_that_starts_anew_keeps_the_order() {
    upload("ann", "first");
    upload("ann", "second");
    runs("first");

    operator.close();
    operator = new AnOperator();

    staysUnknown("second");
    succeeds("first");
    runs("second");
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void an_operator_that_was_away_for_longer_than_a_hold_keeps_the_order() {
    upload("ann", "first");
    upload("ann", "second");
    runs("first");

    operator.close();
    await().atMost(Duration.ofSeconds(10)).until(() -> sqs.held(queue) == 0);
    operator = new AnOperator();

    staysUnknown("second");
    succeeds("first");
    runs("second");
  }
}
