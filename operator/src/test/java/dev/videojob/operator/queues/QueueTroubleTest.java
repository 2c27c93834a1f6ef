package dev.videojob.operator.queues;

import static dev.videojob.operator.intake.Messages.s3Event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.TranscodeProfile;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.api.v1alpha1.VideoQueueStatus.Messages;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.act.KubernetesEvents;
import dev.videojob.operator.intake.JobArrivals;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.SqsGate;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.intake.VideoQueueIntakes;
import dev.videojob.operator.intake.WorkSources;
import dev.videojob.operator.intake.lease.HeldLeases;
import dev.videojob.operator.intake.lease.LeaseKeeper;
import dev.videojob.operator.intake.source.SqsQueueReads;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.reconcile.Catalog;
import dev.videojob.operator.reconcile.VideoJobWatch;
import dev.videojob.operator.reconcile.WatchedKind;
import dev.videojob.operator.slots.Ceilings;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.Ration;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentsInMemory;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A VideoQueue served from a real SQS server that a gate lets through, or not. */
@EnableKubernetesMockClient(crud = true)
class QueueTroubleTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final SqsServer sqs = new SqsServer();
  private final SqsGate gate = new SqsGate(sqs.endpoint());
  private final Sqs source = sqs.newQueue(10, 1);
  private final Sqs letters = sqs.newQueue(30, 1);
  private final SlotLedger ledger =
      new SlotLedger(key -> Ration.of(10), Ceilings.of(10), key -> {});
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @SuppressWarnings("NullAway.Init")
  private WatchedKind<VideoQueue> queues;

  @SuppressWarnings("NullAway.Init")
  private KubernetesEvents events;

  @SuppressWarnings("NullAway.Init")
  private VideoQueueIntakes intakes;

  @SuppressWarnings("NullAway.Init")
  private LeaseKeeper leases;

  @SuppressWarnings("NullAway.Init")
  private QueueReporter reporter;

  private static final class NoArrivals implements JobArrivals {
    @Override
    public VideoJob coming(VideoJob wanted) {
      return wanted;
    }

    @Override
    public void arrived(VideoJob job) {}

    @Override
    public void notMade(VideoJob wanted) {}
  }

  @BeforeEach
  void open() {
    queues = WatchedKind.of(client, VideoQueue.class, Set.of());
    events = new KubernetesEvents(client, CLOCK);
    intakes =
        new VideoQueueIntakes(
            WorkSources.sqs(sqs.clients(), CLOCK),
            ledger,
            new KubernetesVideoJobStore(client),
            new SegmentsInMemory().tombstones(),
            new Creations(),
            (queue, message, reason) -> false,
            new NoArrivals(),
            event -> {},
            CLOCK);
    leases =
        new LeaseKeeper(
            new HeldLeases(this::jobs, intakes::heldQueue),
            new LeaseReport(key -> Optional.empty(), key -> {}),
            CLOCK);
    leases.start();
    var desk = new QueueDesk(intakes, ledger, new VideoJobWatch(true, () -> {}));
    queues.start(desk);
    desk.open(List.of());
    reporter =
        new QueueReporter(
            client,
            new Catalog(queues, WatchedKind.of(client, TranscodeProfile.class, Set.of())),
            desk,
            intakes,
            ledger,
            new Measurements(registry, CLOCK),
            new QueueInspection(new SqsQueueReads(sqs.clients())),
            events,
            CLOCK);
  }

  @AfterEach
  void close() {
    intakes.stopAll(Duration.ofSeconds(3));
    leases.close();
    reporter.close();
    queues.close();
    events.close();
    gate.close();
    sqs.close();
  }

  private List<VideoJob> jobs() {
    return client.resources(VideoJob.class).inNamespace(AVideoJob.NAMESPACE).list().getItems();
  }

  private VideoQueueSpecSqsBuilder throughTheGate() {
    return VideoQueueSpecSqsBuilder.builder(source)
        .endpoint(gate.endpoint())
        .deadLetterQueueUrl(letters.queueUrl());
  }

  private void serve(VideoQueueSpecSqsBuilder settings) {
    client.resource(AQueue.of(settings.build()).build()).create();
    await().until(() -> queues.all().size() == 1);
  }

  private VideoQueueStatus status() {
    var live =
        client
            .resources(VideoQueue.class)
            .inNamespace(AVideoJob.NAMESPACE)
            .withName("uploads")
            .get();
    return Objects.requireNonNullElse(live.getStatus(), VideoQueueStatus.NEW);
  }

  private Optional<Condition> said(String type) {
    return status().conditions().stream().filter(one -> one.getType().equals(type)).findFirst();
  }

  /** A round of the reporter, and what the API server has then. */
  private boolean says(String type, String status, String words) {
    reporter.inspectAll();
    reporter.reportAll();
    return said(type)
        .filter(one -> one.getStatus().equals(status) && one.getMessage().contains(words))
        .isPresent();
  }

  private void awaitSaid(String type, String status, String words) {
    await(type + " is " + status + ": " + words)
        .atMost(Duration.ofSeconds(30))
        .until(() -> says(type, status, words));
  }

  private void upload(String name) {
    sqs.send(source, s3Event("uploads", name + ".mp4", "01"));
  }

  private List<Event> eventsOf(String reason) {
    return client.v1().events().inNamespace(AVideoJob.NAMESPACE).list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .toList();
  }

  @Test
  void credentials_that_stop_working_are_said_and_nothing_is_lost_until_they_work_again() {
    serve(throughTheGate());
    upload("before");
    await().until(() -> jobs().size() == 1);
    awaitSaid("Ready", "True", "served");

    gate.refuses(403, "InvalidClientTokenId", "The security token is invalid.");
    awaitSaid("Ready", "False", "Receiving from " + source.queueUrl());
    assertThat(said("Ready").orElseThrow().getMessage())
        .contains("The security token is invalid")
        .contains("Give the operator credentials that are valid");
    upload("meanwhile");

    gate.recovers();
    await().atMost(Duration.ofSeconds(60)).until(() -> jobs().size() == 2);
    awaitSaid("Ready", "True", "served");
    await().until(() -> sqs.held(source) == 2 && sqs.visible(source) == 0);
    await().untilAsserted(() -> assertThat(eventsOf("SourceFailing")).hasSize(1));
  }

  @Test
  void a_queue_that_does_not_exist_is_said_and_served_once_it_does() {
    var missing = throughTheGate().queueUrl(source.queueUrl() + "-missing");
    serve(missing);

    awaitSaid("Ready", "False", "Create the queue, or write the URL that SQS gives for it");

    sqs.client(source)
        .createQueue(
            r ->
                r.queueName(
                    source.queueUrl().substring(source.queueUrl().lastIndexOf('/') + 1)
                        + "-missing"));
    awaitSaid("Ready", "True", "served");
  }

  @Test
  void credentials_that_stop_working_while_no_slot_is_free_are_said_too() {
    assertThat(ledger.reserve(new QueueKey(AVideoJob.NAMESPACE, "uploads"), 10)).isEqualTo(10);
    serve(throughTheGate());
    awaitSaid("Ready", "True", "served");

    gate.refuses(403, "ExpiredToken", "The token has expired.");

    awaitSaid("Ready", "False", "The token has expired");
  }

  @Test
  void depth_and_dead_letters_are_told_in_the_status_and_measured() {
    sqs.send(letters, "{}");
    sqs.send(letters, "{}");
    serve(throughTheGate());
    upload("clip");
    await().until(() -> jobs().size() == 1);

    await()
        .until(
            () -> {
              reporter.inspectAll();
              reporter.reportAll();
              return status().deadLetters() != null
                  && new Messages(0, 1).equals(status().messages());
            });

    var told = Objects.requireNonNull(status().deadLetters());
    assertThat(told.messages()).isEqualTo(2);
    assertThat(told.oldestSentAt()).isNotNull();
    await("2 letters after the looks at them").until(() -> sqs.visible(letters) == 2);
    assertThat(registry.get("videojob.dead.letters").gauge().value()).isEqualTo(2);
    assertThat(registry.get("videojob.queue.messages").tag("state", "in-flight").gauge().value())
        .isEqualTo(1);
    assertThat(registry.get("videojob.dead.letters.oldest.age").gauge().value())
        .isBetween(0.0, 120.0);
  }

  @Test
  void a_redrive_policy_that_is_too_eager_is_told_in_one_event() {
    sqs.moves(source, 3, letters);
    serve(throughTheGate());

    awaitSaid("RedrivePolicy", "False", "after 3 receives");
    await().untilAsserted(() -> assertThat(eventsOf("MaxReceiveCountTooSmall")).hasSize(1));
    reporter.reportAll();
    awaitSaid("RedrivePolicy", "False", "Set maxReceiveCount to 10");
    assertThat(eventsOf("MaxReceiveCountTooSmall")).hasSize(1);

    sqs.moves(source, 10, letters);
    awaitSaid("RedrivePolicy", "True", "no message");
  }
}
