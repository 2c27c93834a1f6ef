package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.outbox.MessageFate;
import dev.videojob.operator.outbox.SettlementStep;
import dev.videojob.operator.outbox.Settler;
import dev.videojob.operator.slots.JobKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the outside is told: of every step while a job goes on, and of its end for good.
 */
public final class Settlements {
  private final Settler settler;
  private final Ownership ownership;
  private final Siblings siblings;
  private final Narrator narrator;
  private final Consumer<JobKey> lookAt;
  private final VideoJobLife.TermsFinder terms;
  private final InstantSource clock;

  /**
   * What the metadata store was last told of jobs that go on; a hint that spares repeated writes.
   */
  private final Map<String, Long> toldRevisions = new ConcurrentHashMap<>();

  /**
   * What was sent for ended jobs and could not be written down; a hint that spares copies while the
   * API server is away.
   */
  private final Map<String, Settlement> unwritten = new ConcurrentHashMap<>();

  /**
   * @param lookAt has a job reconciled soon
   */
  public Settlements(
      Settler settler,
      Siblings siblings,
      Narrator narrator,
      Consumer<JobKey> lookAt,
      VideoJobLife.TermsFinder terms,
      InstantSource clock) {
    this.clock = clock;
    this.settler = settler;
    this.ownership = new Ownership(settler, narrator, clock);
    this.siblings = siblings;
    this.narrator = narrator;
    this.lookAt = lookAt;
    this.terms = terms;
  }

  /**
   * What the outside has been told of a job.
   *
   * @param job with what was written of it
   */
  record Settled(VideoJob job, Told told) {}

  /** Tells the outside what it does not know yet. */
  Settled settle(VideoJob job, StatusWriter writer) {
    var status = job.getStatus();
    if (status == null || !status.ended()) {
      tellStory(job);
      return new Settled(job, Told.ALL);
    }
    toldRevisions.remove(job.getMetadata().getUid());
    if (status.settled()) {
      unwritten.remove(job.getMetadata().getUid());
      return new Settled(job, Told.ALL);
    }
    var sqs = terms.queueOf(job).map(VideoQueueSpec::sqs).orElse(null);
    if (SettlementStep.remaining(job.getSpec(), status, sqs, MessageFate.OURS).isEmpty()) {
      return new Settled(job, Told.ALL);
    }
    var fate = siblings.fate(job);
    var steps = SettlementStep.remaining(job.getSpec(), status, sqs, fate);
    return steps.isEmpty()
        ? new Settled(job, told(job, sqs, fate))
        : settle(job, sqs, fate, steps, writer);
  }

  private Settled settle(
      VideoJob job,
      VideoQueueSpec.@Nullable Sqs sqs,
      MessageFate fate,
      List<SettlementStep> steps,
      StatusWriter writer) {
    var uid = job.getMetadata().getUid();
    var sent = unwritten.getOrDefault(uid, Settlement.NONE);
    var progress = settler.settle(job, sqs, notSent(steps, sent));
    var settlement = closed(job, with(sent, progress.settlement()), sqs);
    var news = fateChanged(job.getStatus().settlement(), settlement);
    unwritten.put(uid, settlement);
    var told = narrator.tellSettlement(job, settlement, progress.metadata(), writer);
    unwritten.remove(uid);
    if (news) {
      wakeSiblings(job);
    }
    return new Settled(told, told(told, sqs, fate));
  }

  private static List<SettlementStep> notSent(List<SettlementStep> steps, Settlement sent) {
    return steps.stream()
        .filter(
            step ->
                switch (step) {
                  case TELL_PROCESSED -> sent.processedAt() == null;
                  case HAND_TO_DEAD_LETTERS -> sent.deadLetteredAt() == null;
                  case TELL_METADATA, DELETE_MESSAGE -> true;
                })
        .toList();
  }

  private static Settlement with(Settlement sent, Settlement now) {
    return VideoJobStatusSettlementBuilder.builder(now)
        .processedAt(now.processedAt() == null ? sent.processedAt() : now.processedAt())
        .deadLetteredAt(now.deadLetteredAt() == null ? sent.deadLetteredAt() : now.deadLetteredAt())
        .build();
  }

  /** A step that failed is news to nobody: records that woke each other for it would never rest. */
  private static boolean fateChanged(Settlement before, Settlement after) {
    return !Objects.equals(before.deadLetteredAt(), after.deadLetteredAt())
        || !Objects.equals(before.messageDeletedAt(), after.messageDeletedAt());
  }

  private static Told told(VideoJob job, VideoQueueSpec.@Nullable Sqs sqs, MessageFate fate) {
    if (!SettlementStep.remaining(job.getSpec(), job.getStatus(), sqs, fate).isEmpty()) {
      return Told.NOT_ALL;
    }
    if (sqs == null) {
      return Told.ALL;
    }
    return switch (fate) {
      case OURS -> Told.ALL;
      case SHARED -> Told.ALL_BUT_SHARED_MESSAGE;
      case UNSEALED -> Told.NOT_ALL;
    };
  }

  /**
   * Takes over the message of a job that goes on, when SQS holds it no longer soon.
   *
   * @return when to look again, if there is anything to look for
   */
  Optional<Duration> takeOver(VideoJob job, StatusWriter writer) {
    return terms
        .queueOf(job)
        .flatMap(queue -> Optional.ofNullable(queue.sqs()))
        .flatMap(sqs -> ownership.take(job, sqs, () -> wakeSiblings(job), writer));
  }

  /** {@code settlement}, and that it is complete if it is: also for all records of a message. */
  private Settlement closed(VideoJob job, Settlement settlement, VideoQueueSpec.@Nullable Sqs sqs) {
    var so = VideoJobStatusBuilder.builder(job.getStatus()).settlement(settlement).build();
    var left = SettlementStep.remaining(job.getSpec(), so, sqs, MessageFate.OURS);
    var queueIsGone = sqs == null && job.getSpec().origin() != null;
    return left.isEmpty() && !queueIsGone
        ? VideoJobStatusSettlementBuilder.builder(settlement)
            .settledAt(clock.instant().toString())
            .build()
        : settlement;
  }

  /** The job is about to be gone: the message's other jobs must not wait for it. */
  void rememberEnd(VideoJob job) {
    unwritten.remove(job.getMetadata().getUid());
    siblings.rememberEnd(job);
    wakeSiblings(job);
  }

  private void tellStory(VideoJob job) {
    if (job.getStatus() == null) {
      return;
    }
    var revision = job.getStatus().revision();
    var before = toldRevisions.put(job.getMetadata().getUid(), revision);
    if (before == null || before < revision) {
      settler.tellMetadata(job);
    }
  }

  private void wakeSiblings(VideoJob job) {
    var origin = job.getSpec().origin();
    if (origin != null && origin.recordCount() > 1) {
      siblings.others(job).forEach(other -> lookAt.accept(JobKey.of(other)));
    }
  }
}
