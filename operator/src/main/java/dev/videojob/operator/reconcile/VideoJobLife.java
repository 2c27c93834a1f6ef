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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The life of a VideoJob: observe, plan, persist, act. It knows no framework. */
public final class VideoJobLife {
  /** When to look again at what nobody will tell us about. */
  static final Duration START_CHECK = Duration.ofSeconds(10);

  static final Duration RAREST_START_CHECK = Duration.ofSeconds(60);

  /** A Job that came and went while a watch was broken is in no event and in no list. */
  static final Duration MISSED_END_CHECK = Duration.ofMinutes(10);

  static final Duration RECORDS_CHECK = Duration.ofSeconds(60);
  static final Duration SETTLEMENT_RETRY = Duration.ofSeconds(5);
  static final Duration CREATION_RETRY = Duration.ofSeconds(5);
  static final Duration CONFLICT_RETRY = Duration.ofMillis(50);

  /** A deletion waits no longer for the end of the pod and for the outside. */
  static final Duration LONGEST_DELETION = Duration.ofMinutes(10);

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

  public VideoJobLife(
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

  /**
   * One step of a job that is wanted.
   *
   * @return when to look again if nothing happens; empty for not before something does
   */
  public Optional<Duration> reconcile(VideoJob job, StatusWriter writer) {
    observer.strays(job).forEach(stray -> actor.stopStray(job, stray));
    if (job.settled()) {
      actor.forget(job);
      return Optional.empty();
    }
    var agreed = terms.of(job);
    var seen =
        firstAttempts.areUntouched(job) ? new Observation.JobAbsent() : observer.observe(job);
    var decision = admission.admitted(job, plan(job, agreed, seen));
    try {
      var told = narrator.tell(job, decision, writer);
      var obstacle = actor.act(told, decision, agreed);
      if (obstacle.isPresent()) {
        told = narrator.tell(told, obstacle.get(), writer);
      }
      var wait = wait(job, obstacle.orElse(decision), settlements.settle(told, writer).told());
      return sooner(wait, settlements.takeOver(told, writer));
    } catch (StatusMoved moved) {
      return Optional.of(afterConflict(job));
    }
  }

  /** Whether a job that is being deleted may go. */
  public sealed interface Leave {
    /** Nothing holds it. */
    record Granted() implements Leave {}

    /** It is looked at again when something happens, or after this time. */
    record Wait(Duration time) implements Leave {}
  }

  /**
   * Deletion cancels: the pod ends first, then the message is settled, then it is recorded that the
   * work is finished, then the job goes.
   */
  public Leave cleanup(VideoJob job, StatusWriter writer) {
    try {
      if (!job.ended()) {
        return cancel(job, writer);
      }
      actor.forget(job);
      var settled = settlements.settle(job, writer);
      var complete = settled.told() != Told.NOT_ALL;
      if (!complete) {
        if (!overdue(job)) {
          return new Leave.Wait(SETTLEMENT_RETRY);
        }
        actor.letGoUnsettled(job);
      }
      var obstacle = departure.obstacle(settled.job(), complete, overdue(job));
      if (obstacle.isPresent()) {
        return new Leave.Wait(obstacle.get());
      }
      settlements.rememberEnd(job);
      return new Leave.Granted();
    } catch (StatusMoved moved) {
      return new Leave.Wait(afterConflict(job));
    }
  }

  /**
   * A job that has ended told the outside before it could not write that down, and would tell it
   * again with each look until the cache has what another leader wrote.
   */
  private static Duration afterConflict(VideoJob job) {
    return job.ended() ? SETTLEMENT_RETRY : CONFLICT_RETRY;
  }

  /** Its namespace may be waiting, and the operator must not hold it for ever. */
  private boolean overdue(VideoJob job) {
    var since = job.getMetadata().getDeletionTimestamp();
    return since != null && !clock.instant().isBefore(Instant.parse(since).plus(LONGEST_DELETION));
  }

  private Leave cancel(VideoJob job, StatusWriter writer) {
    if (overdue(job)) {
      return cancelled(job, writer);
    }
    return switch (observer.observe(job)) {
      case Observation.NoAttempt _,
          Observation.JobAbsent _,
          Observation.JobForeign _,
          Observation.CallUnknown _ ->
          cancelled(job, writer);
      case Observation.JobEnding _ -> new Leave.Wait(START_CHECK);
      case Observation.Pending _,
          Observation.Running _,
          Observation.Completed _,
          Observation.Failed _ -> {
        actor.stop(FirstStatus.recalled(job));
        yield new Leave.Wait(START_CHECK);
      }
    };
  }

  private Leave cancelled(VideoJob job, StatusWriter writer) {
    var failure = new Failure(FailureClass.CANCELLED, null, "Deleted", "The VideoJob was deleted.");
    return cleanup(narrator.tell(job, new Decision.GiveUp(failure), writer), writer);
  }

  private Decision plan(VideoJob job, Terms agreed, Observation seen) {
    var status = Objects.requireNonNullElse(FirstStatus.recorded(job), VideoJobStatus.NEW);
    var jitter = random.nextDouble(-1, 1);
    return Planner.plan(new Planner.Situation(status, agreed, seen, clock.instant(), jitter));
  }

  private Optional<Duration> wait(VideoJob job, Decision decision, Told told) {
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
      case Decision.Follow _ -> Optional.of(MISSED_END_CHECK);
      case Decision.Succeed _, Decision.GiveUp _, Decision.Settle _ -> untilAllIsTold(told);
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

  private static Optional<Duration> untilAllIsTold(Told told) {
    return switch (told) {
      case ALL -> Optional.empty();
      case ALL_BUT_SHARED_MESSAGE -> Optional.of(RECORDS_CHECK);
      case NOT_ALL -> Optional.of(SETTLEMENT_RETRY);
    };
  }

  private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
    return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
  }

  private Duration until(Instant time) {
    var left = Duration.between(clock.instant(), time);
    return left.isPositive() ? left.plusMillis(1) : Duration.ofMillis(1);
  }

  /** Finds the terms of a job in the cluster's queues and profiles. */
  public interface TermsFinder {
    Terms of(VideoJob job);

    Optional<VideoQueueSpec> queueOf(VideoJob job);
  }
}
