package dev.videojob.operator.outbox;

import static dev.videojob.operator.outbox.SettlementStep.DELETE_MESSAGE;
import static dev.videojob.operator.outbox.SettlementStep.HAND_TO_DEAD_LETTERS;
import static dev.videojob.operator.outbox.SettlementStep.TELL_METADATA;
import static dev.videojob.operator.outbox.SettlementStep.TELL_PROCESSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.AVideoJob;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettlementStepTest {
  private static final String WHEN = "2026-03-01T12:00:00Z";
  private static final Sqs ALL_QUEUES =
      VideoQueueSpecSqsBuilder.builder()
          .queueUrl("http://sqs/uploads")
          .deadLetterQueueUrl("http://sqs/dead")
          .processedQueueUrl("http://sqs/processed")
          .build();
  private static final AVideoJob OF_A_MESSAGE =
      AVideoJob.named("clip").from("uploads").ofMessage("m-1", "{}", Map.of());

  private static VideoJobStatus ended(JobState state, Settlement settlement) {
    return VideoJobStatusBuilder.builder().state(state).revision(5L).settlement(settlement).build();
  }

  private static List<SettlementStep> steps(
      AVideoJob job, VideoJobStatus status, @Nullable Sqs sqs, MessageFate fate) {
    return SettlementStep.remaining(job.build().getSpec(), status, sqs, fate);
  }

  @Test
  void a_dead_letter_goes_before_the_message_is_deleted() {
    assertThat(
            steps(
                OF_A_MESSAGE,
                ended(JobState.DEAD_LETTERED, Settlement.NONE),
                ALL_QUEUES,
                MessageFate.OURS))
        .containsExactlyInAnyOrder(
            TELL_METADATA, TELL_PROCESSED, HAND_TO_DEAD_LETTERS, DELETE_MESSAGE)
        .containsSubsequence(HAND_TO_DEAD_LETTERS, DELETE_MESSAGE)
        .endsWith(DELETE_MESSAGE);
  }

  @Test
  void the_steps_are_declared_in_the_order_in_which_they_are_taken() {
    assertThat(
            steps(
                OF_A_MESSAGE,
                ended(JobState.DEAD_LETTERED, Settlement.NONE),
                ALL_QUEUES,
                MessageFate.OURS))
        .containsExactly(SettlementStep.values());
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void any_other_end_needs_no_dead_letter(JobState state) {
    assertThat(steps(OF_A_MESSAGE, ended(state, Settlement.NONE), ALL_QUEUES, MessageFate.OURS))
        .containsExactly(TELL_METADATA, TELL_PROCESSED, DELETE_MESSAGE);
  }

  @Test
  void the_message_stays_while_its_other_records_go_on() {
    assertThat(
            steps(
                OF_A_MESSAGE,
                ended(JobState.SUCCEEDED, Settlement.NONE),
                ALL_QUEUES,
                MessageFate.SHARED))
        .containsExactly(TELL_METADATA, TELL_PROCESSED);
  }

  @Test
  void a_message_of_which_not_everything_is_durable_is_left_alone() {
    assertThat(
            steps(
                OF_A_MESSAGE,
                ended(JobState.DEAD_LETTERED, Settlement.NONE),
                ALL_QUEUES,
                MessageFate.UNSEALED))
        .containsExactly(TELL_METADATA, TELL_PROCESSED);
  }

  @Test
  void nothing_is_left_once_all_is_recorded() {
    var all = new Settlement(5L, WHEN, WHEN, null, WHEN, null);

    assertThat(
            steps(OF_A_MESSAGE, ended(JobState.DEAD_LETTERED, all), ALL_QUEUES, MessageFate.OURS))
        .isEmpty();
  }

  @Test
  void a_job_that_has_taken_its_message_over_has_nothing_to_delete_but_a_letter_to_send() {
    var owned =
        VideoJobStatusSettlementBuilder.builder().ownedAt(WHEN).messageDeletedAt(WHEN).build();

    assertThat(steps(OF_A_MESSAGE, ended(JobState.SUCCEEDED, owned), ALL_QUEUES, MessageFate.OURS))
        .containsExactly(TELL_METADATA, TELL_PROCESSED);
    assertThat(
            steps(OF_A_MESSAGE, ended(JobState.DEAD_LETTERED, owned), ALL_QUEUES, MessageFate.OURS))
        .containsExactly(TELL_METADATA, TELL_PROCESSED, HAND_TO_DEAD_LETTERS);
  }

  @Test
  void a_job_that_has_taken_its_message_over_deletes_it_whatever_its_other_records_do() {
    var owned = VideoJobStatusSettlementBuilder.builder().ownedAt(WHEN).build();

    assertThat(
            steps(OF_A_MESSAGE, ended(JobState.SUCCEEDED, owned), ALL_QUEUES, MessageFate.SHARED))
        .endsWith(DELETE_MESSAGE);
  }

  @Test
  void an_older_revision_at_the_store_is_not_enough() {
    var behind = new Settlement(4L, WHEN, WHEN, null, WHEN, null);

    assertThat(steps(OF_A_MESSAGE, ended(JobState.SUCCEEDED, behind), ALL_QUEUES, MessageFate.OURS))
        .containsExactly(TELL_METADATA);
  }

  @Test
  void the_processed_queue_is_told_once() {
    var told = VideoJobStatusSettlementBuilder.builder().processedAt(WHEN).build();

    assertThat(steps(OF_A_MESSAGE, ended(JobState.SUCCEEDED, told), ALL_QUEUES, MessageFate.OURS))
        .containsExactly(TELL_METADATA, DELETE_MESSAGE);
  }

  @Test
  void a_job_without_a_message_tells_the_store_and_the_processed_queue() {
    var applied = AVideoJob.named("clip").from("uploads");

    assertThat(
            steps(applied, ended(JobState.FAILED, Settlement.NONE), ALL_QUEUES, MessageFate.OURS))
        .containsExactly(TELL_METADATA, TELL_PROCESSED);
  }

  @Test
  void a_job_without_a_queue_tells_the_store_alone() {
    assertThat(
            steps(
                AVideoJob.named("clip"),
                ended(JobState.FAILED, Settlement.NONE),
                null,
                MessageFate.OURS))
        .containsExactly(TELL_METADATA);
  }

  @Test
  void a_queue_without_a_processed_queue_is_not_told() {
    var plain = VideoQueueSpecSqsBuilder.builder().queueUrl("http://sqs/uploads").build();

    assertThat(
            steps(
                OF_A_MESSAGE, ended(JobState.SUCCEEDED, Settlement.NONE), plain, MessageFate.OURS))
        .containsExactly(TELL_METADATA, DELETE_MESSAGE);
  }
}
