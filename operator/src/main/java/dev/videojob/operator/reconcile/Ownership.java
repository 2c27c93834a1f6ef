package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.source.FifoQueues;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.resources.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the message of a job that goes on for longer than SQS holds one: the VideoJob stands
 * for it from then on. That is recorded before the message is deleted, and a deletion that was not
 * recorded is repeated.
 */
final class Ownership {
  /** Time for a queue that is away to come back before the message would be delivered again. */
  static final Duration MARGIN = Duration.ofMinutes(30);

  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

  private final Settler settler;
  private final Narrator narrator;
  private final InstantSource clock;

  Ownership(Settler settler, Narrator narrator, InstantSource clock) {
    this.settler = settler;
    this.narrator = narrator;
    this.clock = clock;
  }

  /**
   * Takes the message over if it is time.
   *
   * @param sqs of the job's queue
   * @param afterwards is called when the message needs this job no longer
   * @return when to look again; empty when the message is nobody's concern any longer
   */
  Optional<Duration> take(VideoJob job, Sqs sqs, Runnable afterwards, StatusWriter writer) {
    var due = dueAt(job, sqs);
    if (due.isEmpty()) {
      return Optional.empty();
    }
    var left = Duration.between(clock.instant(), due.get());
    if (left.isPositive()) {
      return Optional.of(left.plusMillis(1));
    }
    var again = takeNow(job, sqs, writer);
    if (again.isEmpty()) {
      afterwards.run();
    }
    return again;
  }

  /**
   * When the message is taken over. Never for a job whose message is not sealed: without a lease
   * not everything that the message asks for is known to be durable. Nor for one of a FIFO queue,
   * where the message keeps its group waiting: it is delivered again, as the first of its group.
   */
  static Optional<Instant> dueAt(VideoJob job, Sqs sqs) {
    var settlement = status(job).settlement();
    if (job.getSpec().origin() == null
        || job.ended()
        || settlement.messageDeletedAt() != null
        || FifoQueues.isFifo(sqs.queueUrl())) {
      return Optional.empty();
    }
    return settlement.ownedAt() != null
        ? Optional.of(Instant.parse(settlement.ownedAt()))
        : lease(job).map(lease -> lease.receivedAt().plus(SqsWorkSource.CEILING).minus(MARGIN));
  }

  /** Whether {@code job} stands for its record of the message. */
  static boolean taken(VideoJob job) {
    return status(job).settlement().ownedAt() != null;
  }

  private static Optional<Lease> lease(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations == null
        ? Optional.empty()
        : Lease.fromJson(annotations.get(Names.LEASE_ANNOTATION));
  }

  private Optional<Duration> takeNow(VideoJob job, Sqs sqs, StatusWriter writer) {
    var owned = taken(job) ? job : own(job, writer);
    var deleted = settler.deleteMessage(owned, sqs);
    if (deleted.isEmpty()) {
      return Optional.of(VideoJobLife.SETTLEMENT_RETRY);
    }
    narrator.tellOwnership(
        owned, settlement(owned).messageDeletedAt(deleted.get().toString()).build(), writer);
    return Optional.empty();
  }

  private VideoJob own(VideoJob job, StatusWriter writer) {
    LOG.info(
        "VideoJob {} outlives the time for which SQS holds its message and stands for it from now"
            + " on",
        job.getMetadata().getName());
    return narrator.tellOwnership(
        job, settlement(job).ownedAt(clock.instant().toString()).build(), writer);
  }

  private static VideoJobStatusSettlementBuilder settlement(VideoJob job) {
    return VideoJobStatusSettlementBuilder.builder(status(job).settlement());
  }

  private static VideoJobStatus status(VideoJob job) {
    return Objects.requireNonNullElse(job.getStatus(), VideoJobStatus.NEW);
  }
}
