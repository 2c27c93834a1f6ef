package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.resources.AttemptNames;
import dev.videojob.operator.resources.TemplateRevision;
import dev.videojob.operator.status.Conditions.Said;
import dev.videojob.operator.status.FirstStatus;
import dev.videojob.operator.status.StatusStory;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Persists what a decision means for the status, before anything is done about it. */
public final class Narrator {
  private final VideoJobLife.TermsFinder terms;
  private final InstantSource clock;

  public Narrator(VideoJobLife.TermsFinder terms, InstantSource clock) {
    this.terms = terms;
    this.clock = clock;
  }

  /**
   * Writes the status after {@code decision}, if it says anything new. What the job carries from
   * its creation is news only after a while: until then it is durable all the same.
   *
   * @return the job with that status
   */
  VideoJob tell(VideoJob job, Decision decision, StatusWriter writer) {
    var recorded = FirstStatus.recorded(job);
    var next = story(job).after(Objects.requireNonNullElse(recorded, VideoJobStatus.NEW), decision);
    return next.equals(recorded) && !hasToBeShown(job)
        ? FirstStatus.recalled(job)
        : write(job, recorded, next, writer);
  }

  private boolean hasToBeShown(VideoJob job) {
    return FirstStatus.mayWaitUntil(job)
        .filter(time -> !clock.instant().isBefore(time))
        .isPresent();
  }

  /** The status of a job after {@code decision} that nothing is recorded of yet. */
  VideoJobStatus statusAfter(VideoJob job, Decision decision) {
    return story(job).after(VideoJobStatus.NEW, decision);
  }

  /** Writes what the outside has been told, if that is news. */
  VideoJob tellSettlement(
      VideoJob job, VideoJobStatus.Settlement settlement, Said metadata, StatusWriter writer) {
    var before = job.getStatus();
    var next =
        story(job)
            .settled(Objects.requireNonNullElse(before, VideoJobStatus.NEW), settlement, metadata);
    return next.equals(before) ? job : write(job, before, next, writer);
  }

  /** Writes how far a job that goes on has taken its message over. */
  VideoJob tellOwnership(VideoJob job, VideoJobStatus.Settlement settlement, StatusWriter writer) {
    var before = job.getStatus();
    var next =
        VideoJobStatusBuilder.builder(Objects.requireNonNullElse(before, VideoJobStatus.NEW))
            .settlement(settlement)
            .build();
    return write(job, before, next, writer);
  }

  private StatusStory story(VideoJob job) {
    var queue = terms.queueOf(job).orElse(null);
    var subject =
        new StatusStory.Subject(
            job.getMetadata().getName(),
            Objects.requireNonNullElse(job.getMetadata().getGeneration(), 1L),
            hasDeadLetterQueue(job, queue),
            TermsOfWork.profileName(job, queue),
            () -> revision(job));
    return new StatusStory(subject, AttemptNames::jobName, clock.instant());
  }

  private @Nullable String revision(VideoJob job) {
    return terms.of(job) instanceof Terms.Agreed agreed ? TemplateRevision.of(agreed) : null;
  }

  private static boolean hasDeadLetterQueue(VideoJob job, @Nullable VideoQueueSpec queue) {
    return job.getSpec().origin() != null
        && queue != null
        && queue.sqs() != null
        && queue.sqs().deadLetterQueueUrl() != null;
  }

  private static VideoJob write(
      VideoJob job, @Nullable VideoJobStatus before, VideoJobStatus next, StatusWriter writer) {
    if (job.settled()) {
      throw new IllegalStateException("the cache does not have the whole of a settled job");
    }
    return writer.write(job, before, next);
  }
}
