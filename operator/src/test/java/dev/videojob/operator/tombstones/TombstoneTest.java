package dev.videojob.operator.tombstones;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.QueueKey;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TombstoneTest {
  private static final Settlement UNSETTLED = Settlement.NONE;
  private static final Settlement DELETED =
      VideoJobStatusSettlementBuilder.builder().messageDeletedAt("2026-03-01T12:00:00Z").build();
  private static final Settlement DEAD_LETTERED =
      VideoJobStatusSettlementBuilder.builder().deadLetteredAt("2026-03-01T12:00:00Z").build();

  private static VideoJob job(JobState state, int records, Settlement settlement) {
    var origin =
        VideoJobSpecOriginBuilder.builder()
            .messageId("m-1")
            .recordIndex(records - 1)
            .recordCount(records)
            .build();
    var job =
        AVideoJob.named("clip")
            .from("uploads")
            .ofMessage(origin)
            .withStatus(VideoJobStatusBuilder.builder().state(state).settlement(settlement).build())
            .build();
    job.getMetadata().setAnnotations(Map.of(Names.IDENTITY_ANNOTATION, "abc"));
    return job;
  }

  @Test
  void work_that_succeeded_is_known_by_its_message_and_by_itself() {
    assertThat(Tombstone.of(job(JobState.SUCCEEDED, 1, DELETED)).orElseThrow().keys())
        .containsExactly(
            TombstoneKey.ofMessage(new QueueKey(AVideoJob.NAMESPACE, "uploads"), "m-1", 0),
            TombstoneKey.ofWork(AVideoJob.NAMESPACE, "abc"));
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"FAILED", "DEAD_LETTERED", "CANCELLED"})
  void other_work_is_known_by_its_message_only(JobState state) {
    assertThat(Tombstone.of(job(state, 1, DELETED)).orElseThrow().work()).isNull();
  }

  @ParameterizedTest
  @EnumSource(JobState.class)
  void what_still_has_its_message_leaves_none(JobState state) {
    assertThat(Tombstone.of(job(state, 1, UNSETTLED))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED, true",
    "CANCELLED, true",
    "DEAD_LETTERED, false",
    "FAILED, false",
    "RUNNING, false"
  })
  void a_record_whose_message_waits_for_others_leaves_one_if_nothing_of_it_can_be_lost(
      JobState state, boolean leaves) {
    assertThat(Tombstone.of(job(state, 2, UNSETTLED)).isPresent()).isEqualTo(leaves);
  }

  @Test
  void a_record_that_is_dead_lettered_leaves_one_when_its_letter_was_accepted() {
    assertThat(Tombstone.of(job(JobState.DEAD_LETTERED, 2, DEAD_LETTERED))).isPresent();
  }

  @Test
  void what_came_from_no_message_leaves_none() {
    var applied =
        AVideoJob.named("clip")
            .withStatus(
                VideoJobStatusBuilder.builder()
                    .state(JobState.SUCCEEDED)
                    .settlement(DELETED)
                    .build())
            .build();

    assertThat(Tombstone.of(applied)).isEmpty();
  }
}
