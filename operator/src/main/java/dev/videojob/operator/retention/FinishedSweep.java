package dev.videojob.operator.retention;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Retention;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.tombstones.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes VideoJobs that have been kept long enough, a bounded number at a time. Their tombstones
 * are recorded before, all by one write: where they cannot be, nothing is deleted. Without threads;
 * for one thread at a time.
 */
public final class FinishedSweep {
  private static final Logger LOG = LoggerFactory.getLogger(FinishedSweep.class);

  /** VideoJobs that one sweep removes at most. */
  static final int MOST = 100;

  /** Refusals after which a sweep ends. */
  static final int PATIENCE = 10;

  /** A VideoJob whose deletion was refused is left alone for so long. */
  static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

  private final Supplier<Stream<FinishedJob>> finished;
  private final FinishedJob.Retentions retentions;
  private final Tombstones tombstones;
  private final VideoJobRemoval removal;
  private final InstantSource clock;

  /** A hint only: without it, what was refused would be asked for again at once. */
  private final Map<JobKey, Instant> refused = new HashMap<>();

  /**
   * @param finished settled VideoJobs from a cache; walked through at each step
   */
  public FinishedSweep(
      Supplier<Stream<FinishedJob>> finished,
      FinishedJob.Retentions retentions,
      Tombstones tombstones,
      VideoJobRemoval removal,
      InstantSource clock) {
    this.finished = finished;
    this.retentions = retentions;
    this.tombstones = tombstones;
    this.removal = removal;
    this.clock = clock;
  }

  /**
   * Removes what is due.
   *
   * @return how many VideoJobs were asked to be deleted
   * @throws dev.videojob.operator.tombstones.SegmentStore.Unavailable when the tombstones cannot be
   *     recorded; nothing was deleted then
   */
  public int step() {
    var now = clock.instant();
    refused.values().removeIf(until -> !now.isBefore(until));
    var due = due(now.getEpochSecond());
    if (due.isEmpty()) {
      return 0;
    }
    tombstones.record(due.stream().map(FinishedJob::tombstone).filter(Objects::nonNull).toList());
    return remove(due, now);
  }

  private List<FinishedJob> due(long now) {
    var known = new KnownRetentions();
    try (var all = finished.get()) {
      return all.filter(job -> job.isDue(now, known))
          .filter(job -> !refused.containsKey(job.key()))
          .limit(MOST)
          .toList();
    }
  }

  private int remove(List<FinishedJob> due, Instant now) {
    var removed = 0;
    var refusals = 0;
    for (var job : due) {
      try {
        removal.remove(job);
        removed++;
      } catch (VideoJobRemoval.Refused e) {
        LOG.warn("{}", e.getMessage());
        refused.put(job.key(), now.plus(AFTER_REFUSAL));
        if (++refusals == PATIENCE) {
          return removed;
        }
      }
    }
    return removed;
  }

  /** What queues say, asked once a sweep. */
  private final class KnownRetentions implements FinishedJob.Retentions {
    private final Map<QueueKey, Optional<Retention>> asked = new HashMap<>();

    @Override
    public Optional<Retention> of(QueueKey queue) {
      return asked.computeIfAbsent(queue, retentions::of);
    }
  }
}
