package dev.videojob.operator.intake.lease;

import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.WorkSource;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When which leases are renewed, without threads, clocks or queues: it is asked with the leases and
 * the time, and told the outcomes.
 *
 * <p>A message is renewed when a third of its visibility has passed. Batches are filled with leases
 * that are due before half of that, so that few calls are made; batches that fall together, as they
 * do after a start, are spread over the time between a sixth and a third.
 *
 * <p>Not safe for several threads.
 */
final class HeartbeatPlan {
  private static final Duration FASTEST_RETRY = Duration.ofSeconds(1);
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

  private final Map<MessageKey, Beat> beats = new HashMap<>();

  private record MessageKey(QueueKey queue, String messageId) {}

  /** What is known of one held message. */
  private static final class Beat {
    final Lease lease;
    final List<JobKey> jobs;
    HeldQueue held;
    Instant due;
    boolean asked;
    boolean lost;
    boolean ceilingTold;

    Beat(HeldQueue held, Lease lease, List<JobKey> jobs) {
      this.lease = lease;
      this.jobs = jobs;
      this.held = held;
      this.due = lease.receivedAt().plus(held.visibility().dividedBy(3));
    }

    /** Whether a batch may be filled with it. */
    boolean dueSoon(Instant now) {
      return !due.minus(held.visibility().dividedBy(6)).isAfter(now);
    }
  }

  /**
   * Leases of one queue to renew in one call.
   *
   * @param askedAt time for which it was planned
   * @param spread place among the batches planned with it, 0 up to but not including 1
   */
  record Batch(
      QueueKey queue, HeldQueue held, List<Lease> leases, Instant askedAt, double spread) {}

  /**
   * What to do now.
   *
   * @param wakeAt when a lease is due next; null when none is
   * @param shortest time for which a message of any queue is held; null when none is
   */
  record Schedule(List<Batch> batches, @Nullable Instant wakeAt, @Nullable Duration shortest) {}

  /** What a person or another part should know. */
  sealed interface Notice {
    record LeaseLost(List<JobKey> jobs, Lease lease, String reason) implements Notice {}

    record CeilingNear(List<JobKey> jobs, Lease lease, Instant until) implements Notice {}

    record Failing(QueueKey queue, String reason) implements Notice {}
  }

  /** Plans the renewals that are due. Batches it returns are not planned again until settled. */
  Schedule next(Collection<HeldLease> leases, Instant now) {
    remember(leases);
    Map<QueueKey, List<Beat>> soon = new HashMap<>();
    beats.forEach(
        (key, beat) -> {
          if (!beat.asked && !beat.lost && beat.dueSoon(now)) {
            soon.computeIfAbsent(key.queue(), q -> new ArrayList<>()).add(beat);
          }
        });
    List<Batch> batches = new ArrayList<>();
    soon.forEach((queue, waiting) -> batches.addAll(batches(queue, waiting, now)));
    return new Schedule(List.copyOf(batches), wakeAt().orElse(null), shortest().orElse(null));
  }

  private void remember(Collection<HeldLease> leases) {
    beats.values().forEach(beat -> beat.jobs.clear());
    for (HeldLease held : leases) {
      Beat beat =
          beats.compute(
              new MessageKey(held.queue(), held.lease().messageId()),
              (_, known) -> newer(known, held));
      beat.held = held.held();
      beat.jobs.add(held.job());
    }
    beats.values().removeIf(beat -> beat.jobs.isEmpty());
  }

  private static Beat newer(@Nullable Beat known, HeldLease seen) {
    if (known == null) {
      return new Beat(seen.held(), seen.lease(), new ArrayList<>(1));
    }
    return seen.lease().newerThan(known.lease)
        ? new Beat(seen.held(), seen.lease(), known.jobs)
        : known;
  }

  private static List<Batch> batches(QueueKey queue, List<Beat> soon, Instant now) {
    soon.sort(Comparator.comparing((Beat beat) -> beat.due));
    int due = (int) soon.stream().filter(beat -> !beat.due.isAfter(now)).count();
    int count = (due + WorkSource.BATCH - 1) / WorkSource.BATCH;
    List<Batch> batches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = i * WorkSource.BATCH;
      List<Beat> chosen = soon.subList(from, Math.min(from + WorkSource.BATCH, soon.size()));
      chosen.forEach(beat -> beat.asked = true);
      batches.add(
          new Batch(
              queue,
              chosen.getFirst().held,
              chosen.stream().map(beat -> beat.lease).toList(),
              now,
              (double) i / count));
    }
    return batches;
  }

  private Optional<Instant> wakeAt() {
    return beats.values().stream()
        .filter(beat -> !beat.asked && !beat.lost)
        .map(beat -> beat.due)
        .min(Comparator.naturalOrder());
  }

  private Optional<Duration> shortest() {
    return beats.values().stream()
        .map(beat -> beat.held.visibility())
        .min(Comparator.naturalOrder());
  }

  /** Takes in the outcomes of a batch. Outcomes of receipts that were replaced are dropped. */
  List<Notice> settle(Batch batch, List<LeaseOutcome> outcomes, Instant now) {
    List<Notice> notices = new ArrayList<>();
    String failing = null;
    for (LeaseOutcome outcome : outcomes) {
      Beat beat = beats.get(new MessageKey(batch.queue(), outcome.lease().messageId()));
      if (beat == null || !beat.lease.equals(outcome.lease())) {
        continue;
      }
      beat.asked = false;
      switch (outcome) {
        case LeaseOutcome.Renewed renewed ->
            renewed(beat, batch, renewed.until()).ifPresent(notices::add);
        case LeaseOutcome.Lost lost -> {
          beat.lost = true;
          notices.add(new Notice.LeaseLost(List.copyOf(beat.jobs), lost.lease(), lost.reason()));
        }
        case LeaseOutcome.TryAgain again -> {
          beat.due = now.plus(retryDelay(beat.held.visibility()));
          failing = again.reason();
        }
      }
    }
    if (failing != null) {
      notices.add(new Notice.Failing(batch.queue(), failing));
    }
    return notices;
  }

  private static Optional<Notice> renewed(Beat beat, Batch batch, Instant until) {
    Duration visibility = batch.held().visibility();
    if (until.isBefore(batch.askedAt().plus(visibility))) {
      beat.due = until;
      boolean first = !beat.ceilingTold;
      beat.ceilingTold = true;
      return first
          ? Optional.of(new Notice.CeilingNear(List.copyOf(beat.jobs), beat.lease, until))
          : Optional.empty();
    }
    Duration earlier = Duration.ofMillis((long) (visibility.toMillis() * batch.spread() / 6));
    beat.due = until.minus(visibility.multipliedBy(2).dividedBy(3)).minus(earlier);
    return Optional.empty();
  }

  private static Duration retryDelay(Duration visibility) {
    Duration wanted = visibility.dividedBy(12);
    if (wanted.compareTo(FASTEST_RETRY) < 0) {
      return FASTEST_RETRY;
    }
    return wanted.compareTo(SLOWEST_RETRY) > 0 ? SLOWEST_RETRY : wanted;
  }
}
