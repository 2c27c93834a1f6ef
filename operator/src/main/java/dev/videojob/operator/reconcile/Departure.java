package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.tombstones.Creations;
import dev.videojob.operator.tombstones.SegmentStore.Unavailable;
import dev.videojob.operator.tombstones.Tombstone;
import dev.videojob.operator.tombstones.Tombstones;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last thing before a VideoJob may go: that its work is finished is durable, and no message
 * that has not seen this is about to create it anew.
 */
public final class Departure {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
  static final Duration TOMBSTONE_RETRY = Duration.ofSeconds(5);
  static final Duration CREATION_WAIT = Duration.ofMillis(100);

  private final Function<VideoJob, Optional<Tombstone>> tombstoneOf;
  private final Tombstones tombstones;
  private final Creations creations;
  private final Events events;

  /** Uids of those whose trouble was said; a hint that spares repetition. */
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * @param tombstoneOf what is to be remembered of a job that was read from a cache
   */
  public Departure(
      Function<VideoJob, Optional<Tombstone>> tombstoneOf,
      Tombstones tombstones,
      Creations creations,
      Events events) {
    this.tombstoneOf = tombstoneOf;
    this.tombstones = tombstones;
    this.creations = creations;
    this.events = events;
  }

  /**
   * Sees to it that {@code job} may go.
   *
   * @param settled whether the outside was told all; what goes without leaves a tombstone only if
   *     its message is gone, since it is worked on anew otherwise
   * @param overdue whether it goes whatever is in the way
   * @return when to try again, if it may not go yet
   */
  Optional<Duration> obstacle(VideoJob job, boolean settled, boolean overdue) {
    var tombstone = tombstoneOf.apply(job).filter(_ -> settled || messageDeleted(job));
    if (tombstone.isEmpty()) {
      return Optional.empty();
    }
    try {
      tombstones.record(List.of(tombstone.get()));
    } catch (Unavailable e) {
      return notRecorded(job, overdue, e);
    }
    said.remove(job.getMetadata().getUid());
    // Recorded first, asked then: see Creations.
    return creations.underWay(JobKey.of(job)) ? Optional.of(CREATION_WAIT) : Optional.empty();
  }

  private static boolean messageDeleted(VideoJob job) {
    return job.getStatus().settlement().messageDeletedAt() != null;
  }

  private Optional<Duration> notRecorded(VideoJob job, boolean overdue, Unavailable e) {
    var why = String.valueOf(e.getMessage());
    if (overdue) {
      said.remove(job.getMetadata().getUid());
      warn(
          job,
          "DeletedUnremembered",
          "The VideoJob goes although it could not be recorded that its work is finished; if its"
              + " message comes again it is worked on again. "
              + why);
      return Optional.empty();
    }
    if (said.add(job.getMetadata().getUid())) {
      warn(
          job,
          "NotRemembered",
          "The VideoJob stays until it can be recorded that its work is finished, at most "
              + VideoJobLife.LONGEST_DELETION.toMinutes()
              + " minutes. "
              + why);
    }
    return Optional.of(TOMBSTONE_RETRY);
  }

  private void warn(VideoJob job, String reason, String message) {
    LOG.warn("{}: {}", JobKey.of(job), message);
    events.warning(job, reason, message);
  }
}
