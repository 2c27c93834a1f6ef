package dev.videojob.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.Moments;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.retention.FinishedJob;
import dev.videojob.operator.tombstones.Tombstone;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CachedVideoJobsTest {
  private static final String KEY = "media/clip";

  private final CachedVideoJobs cached = new CachedVideoJobs();

  private static VideoJob job(VideoJobStatusBuilder status) {
    var job = AVideoJob.named("clip").from("uploads").withStatus(status.build()).build();
    job.getMetadata().setResourceVersion("7");
    job.getMetadata().setFinalizers(List.of(Names.FINALIZER));
    job.getMetadata().setManagedFields(List.of(new ManagedFieldsEntry()));
    return job;
  }

  private static VideoJob running() {
    return job(
        VideoJobStatusBuilder.builder()
            .state(JobState.RUNNING)
            .attempt(2)
            .attempts(List.of(AnAttempt.number(2).running())));
  }

  private static VideoJob settled() {
    return job(
        VideoJobStatusBuilder.builder()
            .state(JobState.SUCCEEDED)
            .attempt(2)
            .message("A long story.")
            .settlement(
                VideoJobStatusSettlementBuilder.builder()
                    .settledAt(Moments.NOW.toString())
                    .build()));
  }

  /** As the framework copies what a cache has. */
  private VideoJob kept() {
    return Serialization.clone(Objects.requireNonNull(cached.get(KEY)));
  }

  @Test
  void a_job_at_work_is_kept_as_it_is_less_who_manages_what() {
    cached.put(cached.getKey(running()), running());

    assertThat(kept().getStatus()).isEqualTo(running().getStatus());
    assertThat(kept().getSpec()).isEqualTo(running().getSpec());
    assertThat(kept().getMetadata().getManagedFields()).isNullOrEmpty();
  }

  @Test
  void of_a_settled_job_there_is_what_its_deletion_needs() {
    cached.put(KEY, settled());

    var meta = kept().getMetadata();
    assertThat(meta.getNamespace() + "/" + meta.getName()).isEqualTo(KEY);
    assertThat(meta.getUid()).isEqualTo("uid-of-clip");
    assertThat(meta.getResourceVersion()).isEqualTo("7");
    assertThat(meta.getGeneration()).isEqualTo(1);
    assertThat(meta.getFinalizers()).containsExactly(Names.FINALIZER);
    assertThat(kept().settled()).isTrue();
    assertThat(kept().getStatus().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(kept().getStatus().attempt()).isEqualTo(2);
    assertThat(kept().getStatus().message()).isNull();
  }

  @Test
  void of_a_settled_record_there_is_what_the_others_of_its_message_are_told_when_it_goes() {
    var record =
        AVideoJob.named("clip")
            .from("uploads")
            .recordOf("m-1", 1, 3)
            .withStatus(settled().getStatus())
            .build();
    record.getMetadata().setAnnotations(Map.of(Names.ENDED_RECORDS_ANNOTATION, "2"));

    cached.put(KEY, record);

    assertThat(kept().getSpec().origin()).isEqualTo(record.getSpec().origin());
    assertThat(EndedRecords.of(kept())).containsExactly(2);
  }

  @Test
  void a_deletion_and_other_finalizers_are_kept() {
    var job = settled();
    job.getMetadata().setDeletionTimestamp("2026-03-01T12:00:00Z");
    job.getMetadata().setFinalizers(List.of("example.com/other", Names.FINALIZER));

    cached.put(KEY, job);

    assertThat(kept().isMarkedForDeletion()).isTrue();
    assertThat(kept().getMetadata().getFinalizers())
        .containsExactly("example.com/other", Names.FINALIZER);
  }

  @Test
  void a_job_is_there_once_whatever_becomes_of_it() {
    assertThat(cached.put(KEY, running())).isNull();
    var before = Objects.requireNonNull(cached.put(KEY, settled()));
    assertThat(before.getStatus().state()).isEqualTo(JobState.RUNNING);

    assertThat(cached.size()).isEqualTo(1);
    assertThat(cached.keySet()).containsExactly(KEY);
    assertThat(cached.values()).hasSize(1);

    assertThat(Objects.requireNonNull(cached.put(KEY, running())).settled()).isTrue();
    assertThat(cached.size()).isEqualTo(1);
    assertThat(kept().settled()).isFalse();
  }

  @Test
  void a_job_that_is_removed_is_gone() {
    cached.put(KEY, settled());

    assertThat(Objects.requireNonNull(cached.remove(KEY)).settled()).isTrue();
    assertThat(cached.get(KEY)).isNull();
    assertThat(cached.size()).isZero();
  }

  @Test
  void a_job_that_nobody_has_looked_at_is_at_work() {
    var fresh = job(VideoJobStatusBuilder.builder(VideoJobStatus.NEW));
    fresh.setStatus(null);

    cached.put(KEY, fresh);

    assertThat(kept().getSpec().queueRef()).isEqualTo("uploads");
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"SUCCEEDED", "DEAD_LETTERED"})
  void of_a_settled_job_there_is_what_its_removal_needs(JobState state) {
    var whole = settledOfMessage(state);

    cached.put(KEY, whole);

    assertThat(cached.finished()).containsExactly(FinishedJob.of(whole).orElseThrow());
    assertThat(cached.tombstone(kept())).isPresent().isEqualTo(Tombstone.of(whole));
    assertThat(cached.tombstone(kept()).orElseThrow().keys())
        .hasSize(state == JobState.SUCCEEDED ? 2 : 1);
  }

  @Test
  void a_settled_job_has_no_annotation_that_the_real_one_lacks() {
    var whole = settledOfMessage(JobState.SUCCEEDED);

    cached.put(KEY, whole);

    assertThat(whole.getMetadata().getAnnotations())
        .containsAllEntriesOf(kept().getMetadata().getAnnotations());
  }

  @Test
  void a_namesake_has_a_tombstone_of_its_own() {
    cached.put(KEY, settledOfMessage(JobState.SUCCEEDED));
    var read = kept();
    var namesake = settledOfMessage(JobState.SUCCEEDED);
    namesake.getMetadata().setUid("uid-of-a-namesake");

    cached.put(KEY, namesake);

    assertThat(cached.tombstone(read)).isEmpty();
  }

  private static VideoJob settledOfMessage(JobState state) {
    var job =
        AVideoJob.named("clip")
            .from("uploads")
            .ofMessage("m-1", "{}", Map.of())
            .with(spec -> spec.ttlSecondsAfterFinished(7))
            .withStatus(VideoJobStatusBuilder.builder(settled().getStatus()).state(state).build())
            .build();
    job.getMetadata().setResourceVersion("7");
    job.getMetadata().setAnnotations(Map.of(Names.IDENTITY_ANNOTATION, "abc"));
    return job;
  }

  @Test
  void a_settled_job_that_is_being_deleted_needs_no_removal() {
    var job = settledOfMessage(JobState.SUCCEEDED);
    job.getMetadata().setDeletionTimestamp("2026-03-01T12:00:00Z");

    cached.put(KEY, job);

    assertThat(cached.finished()).isEmpty();
  }
}
