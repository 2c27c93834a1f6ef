package dev.videojob.operator.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecBuilder;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecSelectorBuilder;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.RedriveState;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.act.KubernetesEvents;
import dev.videojob.operator.intake.SqsServer;
import dev.videojob.operator.outbox.QueueSender;
import dev.videojob.operator.outbox.QueueSender.SendRefused;
import dev.videojob.operator.outbox.SqsSender;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** Redrives in the real framework, between real queues. */
@EnableKubernetesMockClient(crud = true)
class DeadLetterRedriveReconcilerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @SuppressWarnings("NullAway.Init")
  private static SqsServer server;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private KubernetesEvents events;

  @SuppressWarnings("NullAway.Init")
  private Operator operator;

  @SuppressWarnings("NullAway.Init")
  private Sqs source;

  @SuppressWarnings("NullAway.Init")
  private Sqs dead;

  @BeforeAll
  static void startSqs() {
    server = new SqsServer();
  }

  @AfterAll
  static void stopSqs() {
    server.close();
  }

  @BeforeEach
  void start() {
    dead = server.newQueue(30, 0);
    source =
        VideoQueueSpecSqsBuilder.builder(server.newQueue(30, 0))
            .deadLetterQueueUrl(dead.queueUrl())
            .build();
    var clock = InstantSource.system();
    events = new KubernetesEvents(client, clock);
    var steps =
        new RedriveSteps(
            new KubernetesRedriveStore(client),
            (namespace, name) -> Optional.of(RedriveWorld.queue(source)),
            DeadLetterBoxes.sqs(server.clients(), DeadLetterBox.HOLD, clock),
            new SqsSender(server.clients(), Duration.ZERO),
            events,
            clock);
    operator =
        new Operator(
            service ->
                service
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false));
    operator.register(
        new DeadLetterRedriveReconciler(steps),
        controller -> controller.withTriggerReconcilerOnAllEvents(true));
    operator.start();
  }

  @AfterEach
  void stop() {
    operator.stop();
    events.close();
  }

  private void lies(ALetter... letters) throws SendRefused {
    for (var letter : letters) {
      new SqsSender(server.clients(), Duration.ZERO)
          .send(
              source,
              dead.queueUrl(),
              new QueueSender.Outgoing(letter.body(), letter.attributes(), letter.id(), "group"));
    }
  }

  private void create(String name, UnaryOperator<DeadLetterRedriveSpecBuilder> spec) {
    var redrive = new DeadLetterRedrive();
    redrive.setMetadata(new ObjectMetaBuilder().withNamespace("media").withName(name).build());
    redrive.setSpec(spec.apply(DeadLetterRedriveSpecBuilder.builder().queueRef("uploads")).build());
    client.resource(redrive).create();
  }

  private DeadLetterRedriveStatus status(String name) {
    var found = client.resources(DeadLetterRedrive.class).inNamespace("media").withName(name).get();
    return Objects.requireNonNullElse(
        Objects.requireNonNull(found).getStatus(), DeadLetterRedriveStatus.NEW);
  }

  private void awaitEnd(String name) {
    await().atMost(LONG).until(() -> status(name).ended());
  }

  private List<Message> received() {
    return server
        .client(source)
        .receiveMessage(
            ask ->
                ask.queueUrl(source.queueUrl())
                    .maxNumberOfMessages(10)
                    .messageAttributeNames("All"))
        .messages();
  }

  private static UnaryOperator<DeadLetterRedriveSpecBuilder> ofClass(FailureClass wanted) {
    return spec ->
        spec.maxPerSecond(100)
            .selector(DeadLetterRedriveSpecSelectorBuilder.builder().failureClass(wanted).build());
  }

  @Test
  void letters_return_on_the_wire_and_the_others_stay() throws Exception {
    var good = ALetter.of("good");
    lies(good, ALetter.of("hopeless").failed("Permanent", "InvalidInput"));

    create("again", ofClass(FailureClass.TRANSIENT));
    awaitEnd("again");

    assertThat(status("again").state()).isEqualTo(RedriveState.COMPLETE);
    assertThat(status("again").examined()).isEqualTo(2);
    assertThat(status("again").redriven()).isEqualTo(1);
    assertThat(received())
        .singleElement()
        .satisfies(message -> assertThat(message.body()).isEqualTo(good.body()))
        .satisfies(
            message ->
                assertThat(message.messageAttributes())
                    .hasSameSizeAs(good.attributes())
                    .allSatisfy(
                        (name, value) ->
                            assertThat(value.stringValue())
                                .isEqualTo(good.attributes().get(name))));
    assertThat(server.visible(dead)).isEqualTo(1);
    assertThat(server.held(dead)).isZero();
    await()
        .untilAsserted(
            () ->
                assertThat(client.v1().events().inNamespace("media").list().getItems())
                    .extracting(Event::getReason)
                    .containsExactlyInAnyOrder("Started", "Complete"));
  }

  @Test
  void looks_beside_a_redrive_neither_lose_a_letter_nor_end_it_early() throws Exception {
    lies(
        IntStream.range(0, 40)
            .mapToObj(number -> ALetter.of("good-" + number))
            .toArray(ALetter[]::new));
    var look = DeadLetterLook.sqs(server.clients(), InstantSource.system());
    create("again", spec -> spec.maxPerSecond(20));

    await()
        .atMost(LONG)
        .until(
            () -> {
              assertThat(look.at(RedriveWorld.queue(source), 10))
                  .isInstanceOf(DeadLetterLook.Outcome.Seen.class);
              return status("again").ended();
            });

    assertThat(status("again").redriven()).isEqualTo(40);
    assertThat(server.visible(source)).isEqualTo(40);
    assertThat(server.visible(dead) + server.held(dead)).isZero();
  }

  @Test
  void a_redrive_that_is_deleted_lets_go_what_it_held() throws Exception {
    lies(
        IntStream.range(0, 8)
            .mapToObj(number -> ALetter.of("good-" + number))
            .toArray(ALetter[]::new));
    create("slow", spec -> spec.maxPerSecond(1));
    await().atMost(LONG).until(() -> !received().isEmpty());

    client.resources(DeadLetterRedrive.class).inNamespace("media").withName("slow").delete();

    await().atMost(LONG).until(() -> server.held(dead) == 0);
    assertThat(server.visible(dead)).isPositive();
  }

  @Test
  void a_queue_that_does_not_exist_is_said() {
    source =
        VideoQueueSpecSqsBuilder.builder(source)
            .deadLetterQueueUrl(dead.queueUrl() + "-gone")
            .build();

    create("again", spec -> spec);

    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(status("again").conditions())
                    .anySatisfy(
                        condition -> {
                          assertThat(condition.getType()).isEqualTo("Stalled");
                          assertThat(condition.getStatus()).isEqualTo("True");
                          assertThat(condition.getMessage()).contains("-gone");
                        }));
    assertThat(status("again").ended()).isFalse();
  }

  @Test
  void letters_are_held_counted_and_let_go_on_the_wire() throws Exception {
    lies(ALetter.of("one"), ALetter.of("two"), ALetter.bare("three"));
    var box =
        DeadLetterBoxes.sqs(server.clients(), DeadLetterBox.HOLD, InstantSource.system())
            .open(source, dead.queueUrl());

    var letters = box.receive(DeadLetterBox.BATCH);

    assertThat(letters).hasSize(3).allSatisfy(letter -> assertThat(letter.sentAt()).isNotNull());
    assertThat(box.depth()).isEqualTo(new DeadLetterBox.Depth(0, 3));
    assertThat(box.receive(DeadLetterBox.BATCH)).isEmpty();
    var leases = letters.stream().map(letter -> letter.lease()).toList();
    box.delete(leases.subList(0, 1));
    box.release(leases.subList(1, 3));
    assertThat(box.depth()).isEqualTo(new DeadLetterBox.Depth(2, 0));
  }
}
