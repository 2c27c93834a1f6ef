package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.observe.AttemptObserver;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.status.FirstStatus;
import dev.videojob.operator.status.StatusSwap.StatusMoved;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The life of a VideoJob: observe, plan, persist, act. */
public final class VideoJobReconciler implements Reconciler<VideoJob>, Cleaner<VideoJob> {
  /** When to look again at what nobody will tell us about. */
  static final Duration START_CHECK = Duration.ofSeconds(10);

  static final Duration RAREST_START_CHECK = Duration.ofSeconds(60);
  static final Duration SETTLEMENT_RETRY = Duration.ofSeconds(5);
  static final Duration CREATION_RETRY = Duration.ofSeconds(5);
  static final Duration CONFLICT_RETRY = Duration.ofMillis(50);

  /** A deletion waits no longer for the end of the pod and for the outside. */
  static final Duration LONGEST_DELETION = Duration.ofMinutes(10);

  private final VideoJobWatch watch;
  private final TermsFinder terms;
  private final FirstAttempts firstAttempts;
  private final AttemptObserver observer;
  private final Admission admission;
  private final Narrator narrator;
  private final Actor actor;
  private final Settlements settlements;
  private final Departure departure;
  private final InstantSource clock;
  private final RandomGenerator random;

  public VideoJobReconciler(
      VideoJobWatch watch,
      TermsFinder terms,
      FirstAttempts firstAttempts,
      AttemptObserver observer,
      Admission admission,
      Narrator narrator,
      Actor actor,
      Settlements settlements,
      Departure departure,
      InstantSource clock,
      RandomGenerator random) {
    this.watch = watch;
    this.terms = terms;
    this.firstAttempts = firstAttempts;
    this.observer = observer;
    this.admission = admission;
    this.narrator = narrator;
    this.actor = actor;
    this.settlements = settlements;
    this.departure = departure;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<EventSource<?, VideoJob>> prepareEventSources(EventSourceContext<VideoJob> context) {
    return watch.eventSources(context);
  }

  @Override
  public UpdateControl<VideoJob> reconcile(VideoJob job, Context<VideoJob> context) {
    if (job.settled()) {
      actor.forget(job);
      return UpdateControl.noUpdate();
    }
    var agreed = terms.of(job);
    var seen =
        firstAttempts.areUntouched(job) ? new Observation.JobAbsent() : observer.observe(job);
    var decision = admission.admitted(job, plan(job, agreed, seen));
    try {
      var told = narrator.tell(job, decision, context);
      var obstacle = actor.act(told, decision, agreed);
      if (obstacle.isPresent()) {
        told = narrator.tell(told, obstacle.get(), context);
      }
      var settled = settlements.settle(told, context);
      return after(wait(job, obstacle.orElse(decision), settled.complete()));
    } catch (StatusMoved moved) {
      return after(Optional.of(CONFLICT_RETRY));
    }
  }

  /**
   * Deletion cancels: the pod ends first, then the message is settled, then it is recorded that the
   * work is finished, then the job goes.
   */
  @Override
  public DeleteControl cleanup(VideoJob job, Context<VideoJob> context) {
    try {
      if (!job.ended()) {
        return cancel(job, context);
      }
      actor.forget(job);
      var settled = settlements.settle(job, context);
      if (!settled.complete()) {
        if (!overdue(job)) {
          return DeleteControl.noFinalizerRemoval().rescheduleAfter(SETTLEMENT_RETRY.toMillis());
        }
        actor.letGoUnsettled(job);
      }
      var obstacle = departure.obstacle(settled.job(), settled.complete(), overdue(job));
      if (obstacle.isPresent()) {
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(obstacle.get().toMillis());
      }
      settlements.rememberEnd(job);
      return DeleteControl.defaultDelete();
    } catch (StatusMoved moved) {
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(CONFLICT_RETRY.toMillis());
    }
  }

  /** Its namespace may be waiting, and the operator must not hold it for ever. */
  private boolean overdue(VideoJob job) {
    var since = job.getMetadata().getDeletionTimestamp();
    return since != null && !clock.instant().isBefore(Instant.parse(since).plus(LONGEST_DELETION));
  }

  private DeleteControl cancel(VideoJob job, Context<VideoJob> context) {
    if (overdue(job)) {
      return cancelled(job, context);
    }
    return switch (observer.observe(job)) {
      case Observation.NoAttempt _, Observation.JobAbsent _, Observation.JobForeign _ ->
          cancelled(job, context);
      case Observation.JobEnding _ ->
          DeleteControl.noFinalizerRemoval().rescheduleAfter(START_CHECK.toMillis());
      case Observation.Pending _,
          Observation.Running _,
          Observation.Completed _,
          Observation.Failed _ ->
          actor.stop(FirstStatus.recalled(job));
    };
  }

  private DeleteControl cancelled(VideoJob job, Context<VideoJob> context) {
    var failure = new Failure(FailureClass.CANCELLED, null, "Deleted", "The VideoJob was deleted.");
    return cleanup(narrator.tell(job, new Decision.GiveUp(failure), context), context);
  }

  private Decision plan(VideoJob job, Terms agreed, Observation seen) {
    var status = Objects.requireNonNullElse(FirstStatus.recorded(job), VideoJobStatus.NEW);
    var jitter = random.nextDouble(-1, 1);
    return Planner.plan(new Planner.Situation(status, agreed, seen, clock.instant(), jitter));
  }

  private Optional<Duration> wait(VideoJob job, Decision decision, boolean settled) {
    return switch (decision) {
      case Decision.Hold hold -> Optional.ofNullable(hold.until()).map(this::until);
      case Decision.Retry retry -> Optional.of(until(retry.at()));
      case Decision.CreateJob _ -> Optional.of(startCheck(job));
      case Decision.AwaitStart await ->
          Optional.of(
              earlier(startCheck(job), Duration.between(clock.instant(), await.deadline())));
      case Decision.Stall stall when stall.reason().equals(Planner.JOB_NOT_CREATED) ->
          Optional.of(CREATION_RETRY);
      case Decision.Start _, Decision.Stall _, Decision.AwaitEnd _, Decision.Abandon _ ->
          Optional.of(START_CHECK);
      case Decision.Follow _ -> Optional.empty();
      case Decision.Succeed _, Decision.GiveUp _, Decision.Settle _ -> retryUnless(settled);
    };
  }

  /**
   * When the pod of an attempt that has not started is asked for: soon at first, and less often the
   * longer it waits, as thousands may wait for room in the cluster and each look lists pods.
   */
  private Duration startCheck(VideoJob job) {
    var shown = FirstStatus.mayWaitUntil(job).filter(clock.instant()::isBefore);
    if (shown.isPresent()) {
      return until(shown.get());
    }
    var waited =
        Optional.ofNullable(FirstStatus.recorded(job))
            .flatMap(Planner::liveAttempt)
            .map(attempt -> Duration.between(Instant.parse(attempt.decidedAt()), clock.instant()))
            .orElse(Duration.ZERO);
    var half = waited.dividedBy(2);
    return half.compareTo(START_CHECK) < 0
        ? START_CHECK
        : half.compareTo(RAREST_START_CHECK) < 0 ? half : RAREST_START_CHECK;
  }

  /** Where the deadline is over already, as it may be for a pod that ran before, nothing is due. */
  private static Duration earlier(Duration check, Duration deadline) {
    return deadline.isPositive() && deadline.compareTo(check) < 0 ? deadline.plusMillis(1) : check;
  }

  private static Optional<Duration> retryUnless(boolean settled) {
    return settled ? Optional.empty() : Optional.of(SETTLEMENT_RETRY);
  }

  private Duration until(Instant time) {
    var left = Duration.between(clock.instant(), time);
    return left.isPositive() ? left.plusMillis(1) : Duration.ofMillis(1);
  }

  private static UpdateControl<VideoJob> after(Optional<Duration> wait) {
    var control = UpdateControl.<VideoJob>noUpdate();
    return wait.map(duration -> control.rescheduleAfter(duration.toMillis())).orElse(control);
  }

  /** Finds the terms of a job in the cluster's queues and profiles. */
  public interface TermsFinder {
    Terms of(VideoJob job);

    Optional<VideoQueueSpec> queueOf(VideoJob job);
  }
}
