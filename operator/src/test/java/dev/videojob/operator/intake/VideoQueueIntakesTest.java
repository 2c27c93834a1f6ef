package dev.videojob.operator.intake;

import static dev.videojob.operator.intake.Messages.s3Event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecMappingBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.ReceiveSlots;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentsInMemory;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The intake against a real SQS server and an API server that keeps what it is given. */
@EnableKubernetesMockClient(crud = true)
class VideoQueueIntakesTest {
  private static final QueueKey KEY = new QueueKey("media", "uploads");

  @SuppressWarnings("NullAway.Init")
  private static SqsServer sqs;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final Slots slots = new Slots();
  private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<IntakeEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean apiServerAway = new AtomicBoolean();
  private final CountedArrivals arrivals = new CountedArrivals();

  @SuppressWarnings("NullAway.Init")
  private VideoQueueSpec.Sqs queue;

  @SuppressWarnings("NullAway.Init")
  private VideoQueueIntakes intakes;

  /** Slots by number; a slot is reserved until it is given back. */
  private static final class Slots implements ReceiveSlots {
    private int free = 10;

    @Override
    public void leave(QueueKey queue) {}

    @Override
    public synchronized int reserve(QueueKey queue, int wanted) {
      int reserved = Math.min(free, wanted);
      free -= reserved;
      return reserved;
    }

    @Override
    public synchronized void giveBack(QueueKey queue, int count) {
      free += count;
      notifyAll();
    }

    @Override
    public synchronized boolean awaitFree(QueueKey queue, Duration atMost)
        throws InterruptedException {
      long end = System.nanoTime() + atMost.toNanos();
      while (free == 0 && System.nanoTime() < end) {
        wait(100);
      }
      return free > 0;
    }

    synchronized int free() {
      return free;
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
  void open() {
    queue = sqs.newQueue(30, 1);
    intakes = intakes(HinderedStore.away(new KubernetesVideoJobStore(client), apiServerAway));
  }

  private VideoQueueIntakes intakes(VideoJobStore store) {
    return new VideoQueueIntakes(
        WorkSources.sqs(sqs.clients(), InstantSource.system()),
        slots,
        store,
        new SegmentsInMemory().tombstones(),
        new Creations(),
        (videoQueue, message, refusal) -> refusals.add(refusal.sentence()),
        arrivals,
        events::add,
        InstantSource.system());
  }

  @AfterEach
  void stop() {
    intakes.stopAll(Duration.ofSeconds(4));
  }

  private static VideoQueue videoQueue(VideoQueueSpecBuilder spec) {
    VideoQueue queue = new VideoQueue();
    queue.setMetadata(
        new ObjectMetaBuilder().withNamespace(KEY.namespace()).withName(KEY.name()).build());
    queue.setSpec(spec.build());
    return queue;
  }

  private void receive(VideoQueueSpec.Sqs from) {
    assertThat(intakes.apply(videoQueue(VideoQueueSpecBuilder.builder().sqs(from)))).isEmpty();
  }

  private List<VideoJob> jobs() {
    return client.resources(VideoJob.class).inNamespace("media").list().getItems();
  }

  private VideoJob awaitJob() {
    await().until(() -> jobs().size() == 1);
    return jobs().getFirst();
  }

  private Lease leaseNow() {
    return Objects.requireNonNull(VideoJobFactory.leaseOf(jobs().getFirst()));
  }

  private void awaitEvent(Class<? extends IntakeEvent> kind) {
    await().atMost(Duration.ofSeconds(20)).until(() -> events.stream().anyMatch(kind::isInstance));
  }

  private void assertQueueIsEmpty() {
    await()
        .untilAsserted(
            () -> assertThat(sqs.visible(queue) + sqs.held(queue)).as("messages left").isZero());
  }

  @Test
  void aMessageBecomesAVideoJobAndIsHeld() {
    receive(queue);
    String id = sqs.send(queue, s3Event("uploads", "in/clip.mp4", "01"));

    VideoJob job = awaitJob();

    assertThat(job.getSpec().sourceUri()).hasValue("s3://uploads/in/clip.mp4");
    assertThat(leaseNow().messageId()).isEqualTo(id);
    assertThat(sqs.held(queue)).isEqualTo(1);
    assertThat(arrivals.arrivals()).hasSize(1);
  }

  @Test
  void slotsAreGivenBackWhenTheJobHasArrived() {
    receive(queue);
    for (int i = 0; i < 25; i++) {
      sqs.send(queue, s3Event("uploads", i + ".mp4", "01"));
    }

    await().until(() -> jobs().size() == 25);
    intakes.stopAll(Duration.ofSeconds(4));

    assertThat(slots.free()).isEqualTo(10);
    assertThat(intakes.statistics(KEY))
        .hasValueSatisfying(
            statistics -> {
              assertThat(statistics.received()).isEqualTo(25);
              assertThat(statistics.created()).isEqualTo(25);
              assertThat(statistics.errors()).isZero();
            });
  }

  @Test
  void nothingIsReceivedWithoutAFreeSlot() {
    slots.reserve(KEY, 10);
    receive(queue);
    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));

    await()
        .during(Duration.ofSeconds(2))
        .until(() -> sqs.visible(queue) == 1 && sqs.held(queue) == 0);

    slots.giveBack(KEY, 1);
    awaitJob();
  }

  @Test
  void noMoreMessagesAreTakenThanAnApiServerIsAskedForAtOnce() {
    var busy = new CountDownLatch(1);
    intakes = intakes(HinderedStore.busy(new KubernetesVideoJobStore(client), busy));
    slots.giveBack(KEY, 1000);
    for (int i = 0; i < QueueIntake.IN_HAND + 30; i++) {
      sqs.send(queue, s3Event("uploads", i + ".mp4", "01"));
    }
    receive(queue);

    await().until(() -> sqs.held(queue) > QueueIntake.IN_HAND - WorkSource.BATCH);
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> sqs.held(queue) <= QueueIntake.IN_HAND && jobs().isEmpty());

    busy.countDown();
    await().until(() -> jobs().size() == QueueIntake.IN_HAND + 30);
  }

  @Test
  void theSameEventTwiceIsOneJobAndTheSecondMessageIsDeleted() {
    receive(queue);
    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));
    awaitJob();

    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));

    awaitEvent(IntakeEvent.Duplicate.class);
    await().until(() -> sqs.visible(queue) == 0 && sqs.held(queue) == 1);
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void aMessageThatComesAgainBringsItsNewReceipt() {
    queue = sqs.newQueue(1, 1);
    receive(queue);
    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));
    Lease first = Objects.requireNonNull(VideoJobFactory.leaseOf(awaitJob()));

    await().until(() -> leaseNow().newerThan(first));

    assertThat(leaseNow().receiptHandle()).isNotEqualTo(first.receiptHandle());
    assertThat(leaseNow().messageId()).isEqualTo(first.messageId());
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void aMessageThatComesAfterItsJobWasSettledIsDeleted() {
    queue = sqs.newQueue(2, 1);
    receive(queue);
    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));
    VideoJob job = awaitJob();
    client
        .resource(job)
        .edit(
            live -> {
              live.setStatus(
                  VideoJobStatusBuilder.builder()
                      .settlement(
                          VideoJobStatusSettlementBuilder.builder()
                              .messageDeletedAt("2026-03-01T12:00:00Z")
                              .build())
                      .build());
              return live;
            });

    assertQueueIsEmpty();
  }

  @Test
  void aMessageThatIsNotUnderstoodIsRefusedAndDeleted() {
    receive(queue);
    sqs.send(queue, "{\"hello\": \"world\"}");

    awaitEvent(IntakeEvent.Refused.class);
    assertQueueIsEmpty();
    assertThat(refusals)
        .singleElement()
        .asString()
        .startsWith("The message has no address of the media");
    assertThat(jobs()).isEmpty();
  }

  @Test
  void aTestEventIsDeleted() {
    receive(queue);
    sqs.send(queue, "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");

    awaitEvent(IntakeEvent.Ignored.class);
    assertQueueIsEmpty();
  }

  @Test
  void aMessageThatComesWhileTheApiServerIsAwayIsNotLost() {
    apiServerAway.set(true);
    receive(queue);
    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));

    awaitEvent(IntakeEvent.Postponed.class);
    awaitEvent(IntakeEvent.Failing.class);
    apiServerAway.set(false);

    await().atMost(Duration.ofSeconds(20)).until(() -> jobs().size() == 1);
    assertThat(leaseNow().receiveCount()).isGreaterThan(1);
  }

  @Test
  void aFullSqsMessageIsKeptInASecretOfItsJob() {
    receive(queue);
    String body = "{\"url\":\"s3://uploads/a.mp4\",\"pad\":\"%s\"}".formatted("ü".repeat(100_000));
    sqs.send(queue, body);
    VideoJob job = awaitJob();
    await().until(() -> VideoJobFactory.leaseOf(jobs().getFirst()) != null);

    Secret secret =
        client
            .secrets()
            .inNamespace("media")
            .withName(job.getMetadata().getName() + "-message")
            .get();

    assertThat(MessageSecret.body(secret)).isEqualTo(body);
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(job.getMetadata().getUid()));
  }

  @Test
  void aSuspendedQueueIsNotReceivedFromButItsMessagesCanBeHeld() {
    receive(queue);
    awaitEvent(IntakeEvent.Answered.class);
    intakes.apply(videoQueue(VideoQueueSpecBuilder.builder().sqs(queue).suspend(true)));
    // The long poll that was under way gives back what it brings.
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));

    await()
        .during(Duration.ofSeconds(2))
        .until(() -> sqs.visible(queue) == 1 && sqs.held(queue) == 0);
    assertThat(intakes.heldQueue(KEY)).isPresent();

    receive(queue);
    awaitJob();
  }

  @Test
  void aQueueThatMovesIsReceivedFromAtItsNewPlace() {
    receive(queue);
    VideoQueueSpec.Sqs moved = sqs.newQueue(30, 1);
    receive(moved);
    sqs.send(moved, s3Event("uploads", "clip.mp4", "01"));

    awaitJob();
  }

  @Test
  void changedSettingsApplyToTheNextMessage() {
    receive(queue);
    intakes.apply(
        videoQueue(
            VideoQueueSpecBuilder.builder()
                .sqs(queue)
                .destination(new VideoQueueSpec.DestinationTemplate("s3://out/{stem}"))));
    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));

    assertThat(awaitJob().getSpec().destination())
        .satisfies(
            destination ->
                assertThat(Objects.requireNonNull(destination).uri()).isEqualTo("s3://out/clip"));
  }

  @Test
  void settingsThatAreWrongAreSaidAndNothingIsReceived() {
    var mapping = VideoQueueSpecMappingBuilder.builder().url(List.of("$[")).build();

    assertThat(
            intakes.apply(videoQueue(VideoQueueSpecBuilder.builder().sqs(queue).mapping(mapping))))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).startsWith("spec.mapping.url[0] is \"$[\""));
    assertThat(events).isEmpty();
  }

  @Test
  void aQueueThatDoesNotExistIsTriedAgainMoreAndMoreRarely() {
    receive(VideoQueueSpecSqsBuilder.builder().queueUrl(queue.queueUrl() + "-missing").build());

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> events.stream().filter(IntakeEvent.Failing.class::isInstance).count() == 3);
    assertThat(intakes.statistics(KEY).orElseThrow().lastError()).startsWith("Receiving from ");
    assertThat(intakes.stalled(Duration.ofMinutes(2))).isEmpty();
    assertThat(slots.free()).isEqualTo(10);
  }

  @Test
  void whatALongPollBringsWhileStoppingIsGivenBack() {
    queue = sqs.newQueue(30, 5);
    receive(queue);
    await().pollDelay(Duration.ofSeconds(1)).until(() -> slots.free() == 0);
    Thread stop = Thread.ofVirtual().start(() -> intakes.stopAll(Duration.ofSeconds(8)));
    await().pollDelay(Duration.ofMillis(300)).until(stop::isAlive);

    sqs.send(queue, s3Event("uploads", "clip.mp4", "01"));

    await().until(() -> !stop.isAlive());
    await().until(() -> sqs.visible(queue) == 1 && sqs.held(queue) == 0);
    assertThat(events).anyMatch(IntakeEvent.Released.class::isInstance);
    assertThat(jobs()).isEmpty();
    assertThat(slots.free()).isEqualTo(10);
  }

  @Test
  void aStopDoesNotOutlastItsTime() {
    queue = sqs.newQueue(30, 6);
    receive(queue);
    await().pollDelay(Duration.ofSeconds(1)).until(() -> slots.free() == 0);
    long before = System.nanoTime();

    intakes.stopAll(Duration.ofSeconds(2));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(slots.free()).isEqualTo(10);
  }
}
