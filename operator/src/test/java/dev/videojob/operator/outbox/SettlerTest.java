package dev.videojob.operator.outbox;

import static dev.videojob.operator.outbox.SettlementStep.DELETE_MESSAGE;
import static dev.videojob.operator.outbox.SettlementStep.HAND_TO_DEAD_LETTERS;
import static dev.videojob.operator.outbox.SettlementStep.TELL_METADATA;
import static dev.videojob.operator.outbox.SettlementStep.TELL_PROCESSED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.outbox.RecordedOutside.Sent;
import dev.videojob.operator.status.Conditions;
import dev.videojob.operator.status.Conditions.Said;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlerTest {
  private static final String NOW = Moments.NOW.toString();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Sqs SQS =
      VideoQueueSpecSqsBuilder.builder()
          .queueUrl("http://sqs/uploads")
          .deadLetterQueueUrl("http://sqs/dead")
          .processedQueueUrl("http://sqs/processed")
          .build();
  private static final List<SettlementStep> ALL =
      List.of(TELL_METADATA, TELL_PROCESSED, HAND_TO_DEAD_LETTERS, DELETE_MESSAGE);

  private final RecordedOutside outside = new RecordedOutside();
  private final Settler settler =
      new Settler(
          outside.store(),
          outside.sender(),
          outside.deletion(),
          job -> new Settler.Message("{\"video_id\": 7}", Map.of("trace", "t-1")),
          JSON,
          new Moments());

  private static VideoJob deadLettered() {
    return AVideoJob.named("clip")
        .from("uploads")
        .ofMessage("m-1", "{\"video_id\": 7}", Map.of("trace", "t-1"))
        .withStatus(
            VideoJobStatusBuilder.builder()
                .state(JobState.DEAD_LETTERED)
                .revision(5L)
                .attempt(3)
                .attemptsSpent(3)
                .attempts(List.of(AnAttempt.number(3).failed(FailureClass.TRANSIENT)))
                .reason("InputOutputError")
                .message("The bucket did not answer.")
                .build())
        .build();
  }

  @Test
  void every_step_is_taken_in_its_order_and_recorded() {
    var progress = settler.settle(deadLettered(), SQS, ALL);

    assertThat(outside.told)
        .extracting(Sent::where)
        .containsExactly("store", "http://sqs/processed", "http://sqs/dead", "deletion");
    assertThat(progress.settlement()).isEqualTo(new Settlement(5L, NOW, NOW, null, NOW, null));
    assertThat(progress.metadata().status()).isTrue();
  }

  @Test
  void the_processed_queue_is_told_the_whole_document() {
    settler.settle(deadLettered(), SQS, List.of(TELL_PROCESSED));

    var sent = outside.told.getFirst();
    assertThat(sent.body()).isEqualTo(JobDocument.of(deadLettered(), JSON).body().toString());
    assertThat(sent.attributes())
        .containsEntry("VideoJobState", "DeadLettered")
        .containsEntry("VideoJobUid", "uid-of-clip");
  }

  @Test
  void the_dead_letter_keeps_the_message_and_says_why() throws Exception {
    settler.settle(deadLettered(), SQS, List.of(HAND_TO_DEAD_LETTERS));

    var sent = outside.told.getFirst();
    assertThat(sent.body()).isEqualTo("{\"video_id\": 7}");
    assertThat(sent.attributes())
        .containsEntry("trace", "t-1")
        .containsEntry(DeadLetterAttributes.REASON, "InputOutputError")
        .containsEntry(DeadLetterAttributes.FAILURE_CLASS, "Transient");
    assertThat(
            JSON.readValue(sent.attributes().get(DeadLetterAttributes.DETAILS), DeadLetter.class))
        .isEqualTo(
            new DeadLetter(
                "uid-of-clip-3",
                "Transient",
                "InputOutputError",
                "The bucket did not answer.",
                3,
                20,
                "media/clip",
                "uid-of-clip",
                0,
                1));
  }

  @Test
  void a_store_that_is_away_stops_nothing_else_and_is_said() {
    outside.away("store");

    var progress = settler.settle(deadLettered(), SQS, ALL);

    assertThat(progress.settlement()).isEqualTo(new Settlement(null, NOW, NOW, null, NOW, null));
    assertThat(progress.metadata())
        .isEqualTo(Said.no(Conditions.METADATA_SYNCED, "StoreAway", "store is away"));
  }

  @Test
  void a_processed_queue_that_is_away_stops_nothing_else() {
    outside.away("http://sqs/processed");

    assertThat(settler.settle(deadLettered(), SQS, ALL).settlement())
        .isEqualTo(new Settlement(5L, null, NOW, null, NOW, null));
  }

  @Test
  void a_refused_dead_letter_keeps_the_message() {
    outside.away("http://sqs/dead");

    var progress = settler.settle(deadLettered(), SQS, ALL);

    assertThat(progress.settlement()).isEqualTo(new Settlement(5L, NOW, null, null, null, null));
    assertThat(outside.told).extracting(Sent::where).doesNotContain("deletion");
  }

  @Test
  void a_queue_that_has_lost_its_dead_letter_queue_keeps_the_message() {
    var without = VideoQueueSpecSqsBuilder.builder(SQS).deadLetterQueueUrl(null).build();

    var progress = settler.settle(deadLettered(), without, ALL);

    assertThat(progress.settlement()).isEqualTo(new Settlement(5L, NOW, null, null, null, null));
  }

  @Test
  void a_letter_of_a_job_that_was_refused_after_an_attempt_does_not_name_that_attempts_class() {
    var job = deadLettered();
    job.setStatus(
        VideoJobStatusBuilder.builder(job.getStatus())
            .reason("UnknownProfile")
            .message("Profile x does not exist.")
            .build());

    settler.settle(job, SQS, List.of(HAND_TO_DEAD_LETTERS));

    assertThat(outside.told.getFirst().attributes())
        .containsEntry(DeadLetterAttributes.REASON, "UnknownProfile")
        .containsEntry(DeadLetterAttributes.FAILURE_CLASS, "Permanent");
  }

  @Test
  void a_second_try_completes_what_the_first_could_not_and_repeats_nothing() {
    outside.away("http://sqs/dead");
    var first = settler.settle(deadLettered(), SQS, ALL);
    outside.back("http://sqs/dead");
    var job = deadLettered();
    job.setStatus(
        VideoJobStatusBuilder.builder(job.getStatus()).settlement(first.settlement()).build());
    outside.told.clear();

    var left = SettlementStep.remaining(job.getSpec(), job.getStatus(), SQS, MessageFate.OURS);
    var second = settler.settle(job, SQS, left);

    assertThat(outside.told).extracting(Sent::where).containsExactly("http://sqs/dead", "deletion");
    assertThat(second.settlement()).isEqualTo(new Settlement(5L, NOW, NOW, null, NOW, null));
  }

  @Test
  void a_deletion_that_is_refused_is_left_for_later() {
    outside.away("deletion");

    assertThat(settler.settle(deadLettered(), SQS, ALL).settlement())
        .isEqualTo(new Settlement(5L, NOW, NOW, null, null, null));
  }

  @Test
  void the_store_hears_of_a_job_that_goes_on_and_its_absence_is_borne() {
    settler.tellMetadata(deadLettered());
    outside.away("store");
    settler.tellMetadata(deadLettered());

    assertThat(outside.told).extracting(Sent::where).containsExactly("store");
  }
}
