package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.operator.intake.JobArrivals;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.status.FirstStatus;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Decides the first attempt of a VideoJob before it is created, so that its creation records both:
 * from a message to its Job are two writes.
 */
public final class FirstAttempts implements JobArrivals {
  private final VideoJobLife.TermsFinder terms;
  private final Narrator narrator;
  private final Admission admission;
  private final Consumer<JobKey> lookAt;
  private final InstantSource clock;

  /** First statuses of jobs that are being made by us and that nobody has reconciled. */
  private final Map<JobKey, VideoJobStatus> untouched = new ConcurrentHashMap<>();

  /**
   * @param lookAt has a job reconciled soon
   */
  public FirstAttempts(
      VideoJobLife.TermsFinder terms,
      Narrator narrator,
      Admission admission,
      Consumer<JobKey> lookAt,
      InstantSource clock) {
    this.terms = terms;
    this.narrator = narrator;
    this.admission = admission;
    this.lookAt = lookAt;
    this.clock = clock;
  }

  @Override
  public VideoJob coming(VideoJob wanted) {
    var situation =
        new Planner.Situation(
            VideoJobStatus.NEW, terms.of(wanted), new Observation.NoAttempt(), clock.instant(), 0);
    if (Planner.plan(situation) instanceof Decision.Start start && admission.takes(wanted)) {
      var first = narrator.statusAfter(wanted, start);
      untouched.put(JobKey.of(wanted), first);
      FirstStatus.put(wanted, first);
    }
    return wanted;
  }

  /** The slot of a job that took one stays taken; it may have been given back by now. */
  @Override
  public void arrived(VideoJob job) {
    if (FirstStatus.mayWaitUntil(job).isEmpty()) {
      admission.arrived(job);
    }
  }

  /**
   * If the job exists all the same, made by another message or with its answer lost, the next look
   * at it counts it again.
   */
  @Override
  public void notMade(VideoJob wanted) {
    var key = JobKey.of(wanted);
    if (FirstStatus.mayWaitUntil(wanted).isPresent()) {
      untouched.remove(key);
      admission.release(key);
      lookAt.accept(key);
    }
  }

  /**
   * Whether nothing can have been made of the first attempt of {@code job}, as it was just created
   * by us and nobody has looked at it. Only then its Job's absence needs no proof. Says it once.
   */
  boolean areUntouched(VideoJob job) {
    var first = untouched.remove(JobKey.of(job));
    return first != null
        && first.equals(FirstStatus.recorded(job))
        && FirstStatus.mayWaitUntil(job).filter(clock.instant()::isBefore).isPresent();
  }
}
