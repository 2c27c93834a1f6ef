package dev.videojob.operator.outbox;

import static dev.videojob.operator.intake.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.act.KubernetesEvents;
import dev.videojob.operator.intake.Refusals.Refusal;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.intake.message.ReturnedLetter;
import dev.videojob.operator.outbox.RecordedOutside.Sent;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class DeadLetterRefusalsTest {
  private static final String DEAD = "http://sqs/dead";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Refusal NO_JSON = new Refusal("It is no JSON.", null, null, null);

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final RecordedOutside outside = new RecordedOutside();

  @SuppressWarnings("NullAway.Init")
  private KubernetesEvents events;

  @SuppressWarnings("NullAway.Init")
  private DeadLetterRefusals refusals;

  @BeforeEach
  void refuse() {
    events = new KubernetesEvents(client, new Moments());
    refusals = new DeadLetterRefusals(outside.sender(), events, JSON);
  }

  @AfterEach
  void stop() {
    events.close();
  }

  private static VideoQueue uploads(@Nullable String deadLetters) {
    var queue = new VideoQueue();
    queue.setMetadata(
        new ObjectMetaBuilder().withNamespace(AVideoJob.NAMESPACE).withName("uploads").build());
    queue.setSpec(
        VideoQueueSpecBuilder.builder()
            .sqs(
                VideoQueueSpecSqsBuilder.builder()
                    .queueUrl("http://sqs/uploads")
                    .deadLetterQueueUrl(deadLetters)
                    .build())
            .build());
    return queue;
  }

  @Test
  void a_message_that_is_not_understood_goes_to_the_dead_letters_as_it_is_with_the_reason()
      throws Exception {
    assertThat(refusals.refuse(uploads(DEAD), message("m-1", "hello"), NO_JSON)).isTrue();

    var sent = outside.told.getFirst();
    assertThat(sent.where()).isEqualTo(DEAD);
    assertThat(sent.body()).isEqualTo("hello");
    assertThat(sent.attributes()).containsEntry(DeadLetterAttributes.REASON, "NotUnderstood");
    assertThat(
            JSON.readValue(sent.attributes().get(DeadLetterAttributes.DETAILS), DeadLetter.class))
        .isEqualTo(
            new DeadLetter(
                "m-1",
                "Permanent",
                "NotUnderstood",
                "It is no JSON.",
                0,
                null,
                null,
                null,
                null,
                null));
  }

  @Test
  void a_refusal_that_is_repeated_is_the_same_letter() {
    refusals.refuse(uploads(DEAD), message("m-1", "hello"), NO_JSON);
    refusals.refuse(uploads(DEAD), message("m-1", "hello"), NO_JSON);

    assertThat(outside.told)
        .extracting(Sent::attributes)
        .hasSize(2)
        .allMatch(outside.told.getFirst().attributes()::equals);
  }

  @Test
  void a_refusal_of_work_that_failed_before_can_be_redriven() throws Exception {
    var failed = new Refusal("It failed.", 1, 3, new RedriveOf("clip", "uid-1"));

    refusals.refuse(uploads(DEAD), message("m-1", "{}"), failed);

    var details = outside.told.getFirst().attributes().get(DeadLetterAttributes.DETAILS);
    assertThat(JSON.readValue(details, DeadLetter.class))
        .isEqualTo(
            new DeadLetter(
                "m-1-1",
                "Permanent",
                "FailedBefore",
                "It failed.",
                0,
                null,
                AVideoJob.NAMESPACE + "/clip",
                "uid-1",
                1,
                3));
    assertThat(ReturnedLetter.of(outside.told.getFirst().attributes()))
        .contains(new ReturnedLetter(new RedriveOf("clip", "uid-1"), 1, 3));
  }

  @Test
  void dead_letters_that_are_away_leave_the_message_where_it_is() {
    outside.away(DEAD);

    assertThat(refusals.refuse(uploads(DEAD), message("hello"), NO_JSON)).isFalse();
  }

  @Test
  void without_dead_letters_the_message_stays_where_it_is() {
    assertThat(refusals.refuse(uploads(null), message("hello"), NO_JSON)).isFalse();

    assertThat(outside.told).isEmpty();
  }

  @Test
  void the_queue_says_in_an_event_what_it_did_not_understand() {
    refusals.refuse(uploads(null), message("m-1", "hello"), NO_JSON);

    await()
        .untilAsserted(
            () ->
                assertThat(client.v1().events().inNamespace(AVideoJob.NAMESPACE).list().getItems())
                    .singleElement()
                    .satisfies(
                        event -> {
                          assertThat(event.getInvolvedObject().getKind()).isEqualTo("VideoQueue");
                          assertThat(event.getInvolvedObject().getName()).isEqualTo("uploads");
                          assertThat(event.getMessage()).isEqualTo("Message m-1: It is no JSON.");
                        }));
  }
}
