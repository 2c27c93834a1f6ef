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
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the outside is told: of every step while a job goes on, and of its end for good.
 */
public final class Settlements {
  private final Settler settler;
  private final Siblings siblings;
  private final Narrator narrator;
  private final VideoJobWatch watch;
  private final VideoJobReconciler.TermsFinder terms;
  private final InstantSource clock;

  /**
   * What the metadata store was last told of jobs that go on; a hint that spares repeated writes.
   */
  private final Map<String, Long> toldRevisions = new ConcurrentHashMap<>();

  public Settlements(
      Settler settler,
      Siblings siblings,
      Narrator narrator,
      VideoJobWatch watch,
      VideoJobReconciler.TermsFinder terms,
      InstantSource clock) {
    this.clock = clock;
    this.settler = settler;
    this.siblings = siblings;
    this.narrator = narrator;
    this.watch = watch;
    this.terms = terms;
  }

  /**
   * What the outside has been told of a job.
   *
   * @param job with what was written of it
   * @param complete whether nothing is left that could be told now; a message that waits for its
   *     other records is not, and the last of them wakes this job
   */
  record Settled(VideoJob job, boolean complete) {}

  /** Tells the outside what it does not know yet. */
  Settled settle(VideoJob job, Context<VideoJob> context) {
    var status = job.getStatus();
    if (status == null || !status.ended()) {
      tellStory(job);
      return new Settled(job, true);
    }
    toldRevisions.remove(job.getMetadata().getUid());
    if (status.settled()) {
      return new Settled(job, true);
    }
    var sqs = terms.queueOf(job).map(VideoQueueSpec::sqs).orElse(null);
    if (SettlementStep.remaining(job.getSpec(), status, sqs, MessageFate.OURS).isEmpty()) {
      return new Settled(job, true);
    }
    var fate = siblings.fate(job);
    var steps = SettlementStep.remaining(job.getSpec(), status, sqs, fate);
    if (steps.isEmpty()) {
      return new Settled(job, sealed(fate, sqs));
    }
    var progress = settler.settle(job, sqs, steps);
    var settlement = closed(job, progress.settlement(), sqs);
    var told = narrator.tellSettlement(job, settlement, progress.metadata(), context);
    if (steps.contains(SettlementStep.DELETE_MESSAGE)) {
      wakeSiblings(job);
    }
    var left = SettlementStep.remaining(told.getSpec(), told.getStatus(), sqs, fate);
    return new Settled(told, sealed(fate, sqs) && left.isEmpty());
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

  private static boolean sealed(MessageFate fate, VideoQueueSpec.@Nullable Sqs sqs) {
    return fate != MessageFate.UNSEALED || sqs == null;
  }

  /** The job is about to be gone: the message's other jobs must not wait for it. */
  void rememberEnd(VideoJob job) {
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
      siblings.others(job).forEach(other -> watch.lookAt(JobKey.of(other)));
    }
  }
}
