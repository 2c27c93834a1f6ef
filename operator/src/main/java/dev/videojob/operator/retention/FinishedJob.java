package dev.videojob.operator.retention;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Retention;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.tombstones.Tombstone;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A settled VideoJob that nobody deletes yet, as far as its removal needs to know it.
 *
 * @param resourceVersion what is removed is this and nothing newer, nor a namesake
 * @param queue its VideoQueue, empty for none
 * @param settledAt in seconds since 1970
 * @param ttl seconds for which it says that it is kept, or {@link #UNSAID}
 * @param tombstone what is to be remembered of it; null for one that came from no message
 */
public record FinishedJob(
    JobKey key,
    String resourceVersion,
    String queue,
    boolean succeeded,
    long settledAt,
    int ttl,
    @Nullable Tombstone tombstone) {
  public static final int UNSAID = -1;

  private static final long NEVER = Long.MAX_VALUE / 2;

  /** Says how long a queue keeps its VideoJobs; empty for one that does not exist. */
  public interface Retentions {
    Optional<Retention> of(QueueKey queue);
  }

  /** {@code job} as the API server has it; empty for one that is not settled or is going. */
  public static Optional<FinishedJob> of(VideoJob job) {
    if (!job.settled() || job.isMarkedForDeletion()) {
      return Optional.empty();
    }
    return Optional.of(
        new FinishedJob(
            JobKey.of(job),
            job.getMetadata().getResourceVersion(),
            Objects.requireNonNullElse(job.getSpec().queueRef(), ""),
            job.getStatus().state() == JobState.SUCCEEDED,
            settledAt(job),
            Objects.requireNonNullElse(job.getSpec().ttlSecondsAfterFinished(), UNSAID),
            Tombstone.of(job).orElse(null)));
  }

  /** When a settled job was settled; in a future that never comes if that cannot be read. */
  public static long settledAt(VideoJob job) {
    try {
      return Instant.parse(job.getStatus().settlement().settledAt()).getEpochSecond();
    } catch (DateTimeParseException e) {
      return NEVER;
    }
  }

  /**
   * Whether it has been kept long enough. What says nothing and came from no message is kept, and
   * so is what came from a queue that is gone: nobody knows then what its owner wants.
   */
  boolean isDue(long now, Retentions retentions) {
    if (ttl != UNSAID) {
      return settledAt + ttl <= now;
    }
    return tombstone != null
        && retentions
            .of(new QueueKey(key.namespace(), queue))
            .filter(kept -> settledAt + seconds(kept) <= now)
            .isPresent();
  }

  private int seconds(Retention kept) {
    return succeeded ? kept.succeededSeconds() : kept.failedSeconds();
  }
}
