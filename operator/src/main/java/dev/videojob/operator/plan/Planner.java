package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatus.Progress;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.WaitingReason;
import dev.videojob.contract.ProgressReport;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides the next step of a VideoJob. Pure: the same input gives the same decision. */
public final class Planner {
  /** A running attempt's progress is written at most this often. */
  public static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

  /** A pod that runs by then was not worth asking why it did not; nor is one given up before. */
  public static final Duration START_PATIENCE = Duration.ofSeconds(5);

  /** Reason of a job whose recorded attempt has no Job because its creation is refused. */
  public static final String JOB_NOT_CREATED = "JobNotCreated";

  private Planner() {}

  /**
   * Everything a decision is made of.
   *
   * @param status what is recorded
   * @param terms on what terms the work is done
   * @param seen what is seen of the live attempt
   * @param now the time
   * @param jitter from -1 to 1, the random part of a back-off
   */
  public record Situation(
      VideoJobStatus status, Terms terms, Observation seen, Instant now, double jitter) {}

  /** The next step. */
  public static Decision plan(Situation situation) {
    if (situation.status().ended()) {
      return new Decision.Settle();
    }
    return liveAttempt(situation.status())
        .map(attempt -> follow(situation, attempt))
        .orElseGet(() -> begin(situation));
  }

  /** The attempt that has not been seen to end, if there is one. */
  public static Optional<Attempt> liveAttempt(VideoJobStatus status) {
    return status.attempts().isEmpty()
        ? Optional.empty()
        : Optional.of(status.attempts().getLast()).filter(Attempt::live);
  }

  private static Decision begin(Situation situation) {
    return switch (situation.terms()) {
      case Terms.Refused refused -> new Decision.GiveUp(refused.failure());
      case Terms.Missing missing ->
          new Decision.Hold(
              new Waiting(WaitingReason.QUEUE_MISSING, missing.message(), null), null);
      case Terms.Agreed agreed -> begin(situation, agreed);
    };
  }

  private static Decision begin(Situation situation, Terms.Agreed agreed) {
    if (agreed.suspended()) {
      return new Decision.Hold(
          new Waiting(
              WaitingReason.SUSPENDED, "The job or its queue is suspended (spec.suspend).", null),
          null);
    }
    var status = situation.status();
    if (status.nextAttemptAt() != null) {
      var due = Instant.parse(status.nextAttemptAt());
      if (situation.now().isBefore(due)) {
        return new Decision.Hold(backOff(due), due);
      }
    }
    var number = status.attempt() == null ? 1 : status.attempt() + 1;
    return new Decision.Start(number, memoryOf(status, agreed));
  }

  /** Why a job waits that has to try again. */
  public static Waiting backOff(Instant due) {
    return new Waiting(WaitingReason.BACK_OFF, "The next attempt starts at " + due + ".", null);
  }

  private static @Nullable String memoryOf(VideoJobStatus status, Terms.Agreed agreed) {
    var last = status.attempts().isEmpty() ? null : status.attempts().getLast();
    var before = last == null ? null : last.memoryLimit();
    var first = agreed.memoryLimit();
    if (last == null || before == null || first == null) {
      return first;
    }
    var won =
        last.failureClass() == FailureClass.RESOURCE
            ? MemoryLadder.next(before, agreed.retry().maxMemory())
            : before;
    return MemoryLadder.larger(won, first);
  }

  private static Decision follow(Situation situation, Attempt attempt) {
    return switch (situation.seen()) {
      case Observation.NoAttempt none ->
          throw new IllegalStateException("a live attempt was recorded but not looked for");
      case Observation.JobAbsent absent -> absent(situation, attempt);
      case Observation.CallUnknown unknown -> callUnknown(situation, attempt);
      case Observation.JobForeign foreign ->
          new Decision.Stall(
              "NameTaken",
              "Job "
                  + foreign.jobName()
                  + " exists and belongs to something else. Delete or rename it; this job then goes"
                  + " on by itself.");
      case Observation.JobEnding ending -> new Decision.AwaitEnd();
      case Observation.Pending pending -> pending(situation, attempt, pending);
      case Observation.Running running ->
          new Decision.Follow(running.since(), progress(situation, attempt, running));
      case Observation.Completed completed -> completed(situation, completed);
      case Observation.Failed failed -> failed(situation, attempt, failed.failure());
    };
  }

  private static Decision absent(Situation situation, Attempt attempt) {
    if (attempt.reason() != null) {
      return failed(situation, attempt, abandoned(attempt, attempt.reason()));
    }
    if (attempt.startedAt() == null) {
      return create(situation, attempt);
    }
    return failed(
        situation,
        attempt,
        new Failure(
            FailureClass.DISRUPTION,
            null,
            "JobVanished",
            "Job "
                + attempt.jobName()
                + " was deleted while it ran. An attempt that had published already is recognised"
                + " by the next one."));
  }

  private static Failure abandoned(Attempt attempt, String reason) {
    return new Failure(
        FailureClass.START,
        null,
        reason,
        attempt.message() == null ? "It did not start." : attempt.message());
  }

  /**
   * A call dies with the process that made it. One that was not seen to run may not have been made;
   * it is made under the same number, but not for ever, as the process may die of it.
   */
  private static Decision callUnknown(Situation situation, Attempt attempt) {
    if (attempt.reason() != null) {
      return failed(situation, attempt, abandoned(attempt, attempt.reason()));
    }
    var mayBeNew =
        attempt.startedAt() == null
            && situation.now().isBefore(startDeadline(situation.terms(), attempt));
    return mayBeNew ? create(situation, attempt) : failed(situation, attempt, callLost());
  }

  private static Failure callLost() {
    return new Failure(
        FailureClass.DISRUPTION,
        null,
        "CallLost",
        "The operator that waited for the answer is gone, so that nobody knows it. The service is"
            + " called again with the same Idempotency-Key.");
  }

  private static Decision create(Situation situation, Attempt attempt) {
    return switch (situation.terms()) {
      case Terms.Refused refused -> new Decision.GiveUp(refused.failure());
      case Terms.Missing missing -> stalled(missing);
      case Terms.Agreed agreed ->
          refusedTooLong(situation, attempt)
              ? failed(situation, agreed, attempt, notCreated(situation))
              : new Decision.CreateJob(attempt);
    };
  }

  /** An API server that does not answer refuses nothing, so that its outage costs no attempt. */
  private static boolean refusedTooLong(Situation situation, Attempt attempt) {
    return JOB_NOT_CREATED.equals(situation.status().reason())
        && !situation.now().isBefore(startDeadline(situation.terms(), attempt));
  }

  private static Failure notCreated(Situation situation) {
    var said = situation.status().message();
    return new Failure(
        FailureClass.START, null, JOB_NOT_CREATED, said == null ? "It was refused." : said);
  }

  private static Decision stalled(Terms.Missing missing) {
    return new Decision.Stall("QueueMissing", missing.message());
  }

  private static Decision pending(
      Situation situation, Attempt attempt, Observation.Pending pending) {
    var deadline = startDeadline(situation.terms(), attempt);
    if (attempt.startedAt() != null || situation.now().isBefore(deadline)) {
      return new Decision.AwaitStart(pending.trouble(), deadline);
    }
    var trouble = pending.trouble();
    return trouble == null
        ? new Decision.Abandon(
            "StartDeadlineExceeded", "The pod did not start by " + deadline + ".")
        : new Decision.Abandon(
            trouble.reason(),
            "The pod did not start by "
                + deadline
                + ": "
                + trouble.reason()
                + ": "
                + trouble.message());
  }

  private static Instant startDeadline(Terms terms, Attempt attempt) {
    var seconds =
        terms instanceof Terms.Agreed agreed ? agreed.template().startDeadlineSeconds() : 600;
    return Instant.parse(attempt.decidedAt())
        .plusSeconds(Math.max(seconds, START_PATIENCE.toSeconds()));
  }

  private static @Nullable Progress progress(
      Situation situation, Attempt attempt, Observation.Running running) {
    var recorded = situation.status().progress();
    var report = running.progress();
    if (report == null || report.attempt() != attempt.number()) {
      return recorded;
    }
    return recorded == null || worthWriting(recorded, report, situation.now())
        ? written(report, situation.now())
        : recorded;
  }

  private static boolean worthWriting(Progress recorded, ProgressReport report, Instant now) {
    var changed =
        recorded.percent() != percent(report)
            || recorded.attempt() != report.attempt()
            || !report.phase().equals(recorded.phase());
    return changed
        && (recorded.updatedAt() == null
            || !now.isBefore(Instant.parse(recorded.updatedAt()).plus(PROGRESS_INTERVAL)));
  }

  private static int percent(ProgressReport report) {
    return Math.clamp(report.percent(), 0, 100);
  }

  private static Progress written(ProgressReport report, Instant now) {
    var percent = percent(report);
    return new Progress(
        report.attempt(),
        report.phase(),
        percent,
        percent + "%",
        report.speed() == null ? null : String.format(Locale.ROOT, "%.1fx", report.speed()),
        report.etaSeconds(),
        now.toString());
  }

  private static Decision completed(Situation situation, Observation.Completed completed) {
    if (completed.report() != null) {
      return new Decision.Succeed(completed.report());
    }
    return failed(
        situation,
        situation.status().attempts().getLast(),
        new Failure(
            FailureClass.TRANSIENT,
            0,
            "ReportMissing",
            "The pod ended well but left no report that can be trusted. The next attempt takes over"
                + " what it has published."));
  }

  private static Decision failed(Situation situation, Attempt attempt, Failure failure) {
    return switch (situation.terms()) {
      case Terms.Refused refused -> new Decision.GiveUp(failure);
      case Terms.Missing missing -> stalled(missing);
      case Terms.Agreed agreed -> failed(situation, agreed, attempt, failure);
    };
  }

  private static Decision failed(
      Situation situation, Terms.Agreed agreed, Attempt attempt, Failure failure) {
    var spent = spentWith(situation.status(), failure);
    return mayRetry(situation.status(), agreed, attempt, failure, spent)
        ? new Decision.Retry(failure, retryAt(situation, agreed, failure, spent))
        : new Decision.GiveUp(failure);
  }

  /** Attempts spent once {@code failure} is counted; a disruption costs none. */
  public static int spentWith(VideoJobStatus status, Failure failure) {
    var before = status.attemptsSpent() == null ? 0 : status.attemptsSpent();
    return failure.failureClass() == FailureClass.DISRUPTION ? before : before + 1;
  }

  /** The attempts spent by class of failure once {@code failure} is counted. */
  public static Map<FailureClass, Integer> spentByClassWith(
      VideoJobStatus status, Failure failure) {
    if (failure.failureClass() == FailureClass.DISRUPTION) {
      return status.spentByClass();
    }
    var spent = new EnumMap<FailureClass, Integer>(FailureClass.class);
    spent.putAll(status.spentByClass());
    spent.merge(failure.failureClass(), 1, Integer::sum);
    return spent;
  }

  private static boolean mayRetry(
      VideoJobStatus status, Terms.Agreed agreed, Attempt attempt, Failure failure, int spent) {
    var left = spent < agreed.maxAttempts() && budgetLeft(status, agreed.retry(), failure);
    return switch (failure.failureClass()) {
      case PERMANENT, CANCELLED -> false;
      case TRANSIENT, TIMEOUT, START -> left;
      case RESOURCE ->
          left
              && (attempt.memoryLimit() == null
                  || !MemoryLadder.exhausted(attempt.memoryLimit(), agreed.retry().maxMemory()));
      case DISRUPTION -> disruptions(status) < agreed.retry().maxDisruptions();
    };
  }

  private static boolean budgetLeft(
      VideoJobStatus status, VideoQueueSpec.Retry retry, Failure failure) {
    var budget = budget(retry.budgets(), failure.failureClass());
    var spent = spentByClassWith(status, failure).getOrDefault(failure.failureClass(), 0);
    return budget == null || spent < budget;
  }

  private static @Nullable Integer budget(
      VideoQueueSpec.@Nullable Budgets budgets, FailureClass failureClass) {
    if (budgets == null) {
      return null;
    }
    return switch (failureClass) {
      case TRANSIENT -> budgets.transients();
      case TIMEOUT -> budgets.timeout();
      case RESOURCE -> budgets.resource();
      case START -> budgets.start();
      case PERMANENT, DISRUPTION, CANCELLED -> null;
    };
  }

  private static int disruptions(VideoJobStatus status) {
    var ended = status.attempt() == null ? 0 : status.attempt() - 1;
    var spent = status.attemptsSpent() == null ? 0 : status.attemptsSpent();
    return ended - spent;
  }

  private static Instant retryAt(
      Situation situation, Terms.Agreed agreed, Failure failure, int spent) {
    if (failure.failureClass() == FailureClass.DISRUPTION) {
      return situation.now();
    }
    var delay = BackOff.delay(agreed.retry(), spent, situation.jitter());
    var asked = failure.retryAfter();
    return situation.now().plus(asked == null || asked.compareTo(delay) < 0 ? delay : asked);
  }
}
