package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.retention.FinishedJob;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.tombstones.Tombstone;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the cache of VideoJobs keeps: those at work as they are, less what nobody reads; of settled
 * ones, only what their removal needs, at its time or when somebody asks for it.
 */
public final class CachedVideoJobs implements ItemStore<VideoJob> {
  private static final List<String> OUR_FINALIZER = List.of(Names.FINALIZER);

  /** When it was is not kept. It must not be empty: the framework copies objects by their JSON. */
  private static final String SOME_TIME = Instant.EPOCH.toString();

  private final Map<String, VideoJob> atWork = new ConcurrentHashMap<>();
  private final Map<String, Settled> settled = new ConcurrentHashMap<>();

  /**
   * What is kept of a settled job.
   *
   * @param attempt its newest; 0 for none
   * @param settledAt in seconds since 1970
   * @param ttl what it says itself, or {@link FinishedJob#UNSAID}
   * @param shared its origin, if the message has other records: they are told when it goes
   * @param endedRecords what it knows of those, as {@link EndedRecords} writes it
   */
  private record Settled(
      String uid,
      String resourceVersion,
      @Nullable Long generation,
      @Nullable String deletionTimestamp,
      List<String> finalizers,
      JobState state,
      int attempt,
      String queue,
      long settledAt,
      int ttl,
      @Nullable Tombstone tombstone,
      VideoJobSpec.@Nullable Origin shared,
      @Nullable String endedRecords) {

    static Settled of(VideoJob job) {
      var meta = job.getMetadata();
      var status = job.getStatus();
      var origin = job.getSpec().origin();
      var shared = origin == null || origin.recordCount() == 1 ? null : origin;
      return new Settled(
          meta.getUid(),
          meta.getResourceVersion(),
          meta.getGeneration(),
          meta.getDeletionTimestamp(),
          meta.getFinalizers().equals(OUR_FINALIZER) ? OUR_FINALIZER : meta.getFinalizers(),
          Objects.requireNonNull(status.state()),
          Objects.requireNonNullElse(status.attempt(), 0),
          Objects.requireNonNullElse(job.getSpec().queueRef(), "").intern(),
          FinishedJob.settledAt(job),
          Objects.requireNonNullElse(job.getSpec().ttlSecondsAfterFinished(), FinishedJob.UNSAID),
          Tombstone.of(job).orElse(null),
          shared,
          shared == null ? null : EndedRecords.annotation(job));
    }

    FinishedJob asFinished(String key) {
      var slash = key.indexOf('/');
      return new FinishedJob(
          new JobKey(key.substring(0, slash), key.substring(slash + 1)),
          resourceVersion,
          queue,
          state == JobState.SUCCEEDED,
          settledAt,
          ttl,
          tombstone);
    }

    /** It has nothing that the real one lacks: the framework may have the difference removed. */
    VideoJob asJob(String key) {
      var slash = key.indexOf('/');
      var job = new VideoJob();
      job.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(key.substring(0, slash))
              .withName(key.substring(slash + 1))
              .withUid(uid)
              .withResourceVersion(resourceVersion)
              .withGeneration(generation)
              .withDeletionTimestamp(deletionTimestamp)
              .withFinalizers(finalizers)
              .addToAnnotations(
                  endedRecords == null
                      ? Map.of()
                      : Map.of(Names.ENDED_RECORDS_ANNOTATION, endedRecords))
              .build());
      job.setSpec(VideoJobSpecBuilder.builder().origin(shared).build());
      job.setStatus(
          VideoJobStatusBuilder.builder()
              .state(state)
              .attempt(attempt == 0 ? null : attempt)
              .settlement(VideoJobStatusSettlementBuilder.builder().settledAt(SOME_TIME).build())
              .build());
      return job;
    }
  }

  /** The settled ones that nobody deletes yet, without copies of what the cache has. */
  public Stream<FinishedJob> finished() {
    return settled.entrySet().stream()
        .filter(entry -> entry.getValue().deletionTimestamp() == null)
        .map(entry -> entry.getValue().asFinished(entry.getKey()));
  }

  /** The tombstone of a job that was read here; of a settled one too little is kept to make it. */
  public Optional<Tombstone> tombstone(VideoJob read) {
    return SOME_TIME.equals(settledAt(read))
        ? Optional.ofNullable(settled.get(getKey(read)))
            .filter(kept -> kept.uid().equals(read.getMetadata().getUid()))
            .map(Settled::tombstone)
        : Tombstone.of(read);
  }

  private static @Nullable String settledAt(VideoJob job) {
    return job.getStatus() == null ? null : job.getStatus().settlement().settledAt();
  }

  @Override
  public String getKey(VideoJob job) {
    return Cache.metaNamespaceKeyFunc(job);
  }

  @Override
  public @Nullable VideoJob put(String key, VideoJob job) {
    var before = get(key);
    if (job.settled()) {
      settled.put(key, Settled.of(job));
      atWork.remove(key);
    } else {
      job.getMetadata().setManagedFields(null);
      atWork.put(key, job);
      settled.remove(key);
    }
    return before;
  }

  @Override
  public @Nullable VideoJob remove(String key) {
    var before = get(key);
    atWork.remove(key);
    settled.remove(key);
    return before;
  }

  @Override
  public @Nullable VideoJob get(String key) {
    var job = atWork.get(key);
    if (job != null) {
      return job;
    }
    var kept = settled.get(key);
    return kept == null ? null : kept.asJob(key);
  }

  @Override
  public Stream<String> keySet() {
    return Stream.concat(atWork.keySet().stream(), settled.keySet().stream());
  }

  @Override
  public Stream<VideoJob> values() {
    return Stream.concat(
        atWork.values().stream(),
        settled.entrySet().stream().map(entry -> entry.getValue().asJob(entry.getKey())));
  }

  @Override
  public int size() {
    return atWork.size() + settled.size();
  }
}
