package dev.videojob.operator.queues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.operator.AVideoJob;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class HeldMessagesTest {
  private static final String THEN = "2026-03-01T12:00:00Z";

  private static AVideoJob ofAMessage() {
    return AVideoJob.named("clip").from("uploads").ofMessage("m-1", "{}", Map.of());
  }

  private static boolean held(JobState state, Settlement settlement) {
    return HeldMessages.held(
        ofAMessage()
            .withStatus(VideoJobStatusBuilder.builder().state(state).settlement(settlement).build())
            .build());
  }

  @Test
  void a_job_that_came_from_no_message_holds_none() {
    assertThat(HeldMessages.held(AVideoJob.named("clip").build())).isFalse();
  }

  @Test
  void a_job_that_nobody_has_looked_at_holds_its_message() {
    assertThat(HeldMessages.held(ofAMessage().build())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"QUEUED", "STARTING", "RUNNING", "RETRYING"})
  void a_job_that_works_or_waits_holds_its_message(JobState state) {
    assertThat(held(state, Settlement.NONE)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      mode = Mode.INCLUDE,
      names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void a_job_that_ended_lets_its_message_go(JobState state) {
    assertThat(held(state, Settlement.NONE)).isFalse();
  }

  @Test
  void a_job_holds_its_message_until_its_dead_letter_is_accepted() {
    assertThat(held(JobState.DEAD_LETTERED, Settlement.NONE)).isTrue();
    assertThat(
            held(
                JobState.DEAD_LETTERED,
                VideoJobStatusSettlementBuilder.builder().deadLetteredAt(THEN).build()))
        .isFalse();
  }

  @Test
  void a_job_that_is_settled_holds_nothing_whatever_else_a_cache_has_kept_of_it() {
    assertThat(
            held(
                JobState.DEAD_LETTERED,
                VideoJobStatusSettlementBuilder.builder().settledAt(THEN).build()))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"QUEUED", "RUNNING", "RETRYING", "DEAD_LETTERED"})
  void a_job_that_stands_for_its_message_holds_it_no_longer(JobState state) {
    assertThat(held(state, VideoJobStatusSettlementBuilder.builder().ownedAt(THEN).build()))
        .isFalse();
  }

  @Test
  void a_message_that_is_deleted_is_held_no_longer() {
    assertThat(
            held(
                JobState.DEAD_LETTERED,
                VideoJobStatusSettlementBuilder.builder().messageDeletedAt(THEN).build()))
        .isFalse();
  }
}
