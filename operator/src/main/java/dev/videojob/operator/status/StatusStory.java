package dev.videojob.operator.status;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusAttemptBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation.Trouble;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.status.Conditions.Said;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a status says after a decision. Pure; the result equals its input when there is nothing new
 * to say, so that nothing is written then.
 */
public final class StatusStory {
  /** The attempts that a status remembers. */
  static final int REMEMBERED_ATTEMPTS = 10;

  /**
   * Facts of the job that its status repeats.
   *
   * @param templateRevision of an attempt that begins now; asked for only then
   */
  public record Subject(
      String name,
      long generation,
      boolean hasDeadLetterQueue,
      @Nullable String profile,
      Supplier<@Nullable String> templateRevision) {}

  private final Subject subject;
  private final Instant now;
  private final NameOfJob nameOfJob;

  /** Names the Job of an attempt. */
  public interface NameOfJob {
    String of(String videoJob, int attempt);
  }

  public StatusStory(Subject subject, NameOfJob nameOfJob, Instant now) {
    this.subject = subject;
    this.nameOfJob = nameOfJob;
    this.now = now;
  }

  /** The status after {@code decision}; its revision is one higher if the story changed. */
  public VideoJobStatus after(VideoJobStatus status, Decision decision) {
    var next = tell(endsStall(decision) ? goingOn(status) : status, decision);
    return next.equals(status)
        ? status
        : VideoJobStatusBuilder.builder(next)
            .revision(status.revision() + 1)
            .observedGeneration(subject.generation())
            .build();
  }

  /** What is only tried once more goes on when it has come about. */
  private static boolean endsStall(Decision decision) {
    return !(decision instanceof Decision.Stall || decision instanceof Decision.CreateJob);
  }

  private static VideoJobStatus goingOn(VideoJobStatus status) {
    return Conditions.isTrue(status.conditions(), Conditions.STALLED)
        ? VideoJobStatusBuilder.builder(status)
            .conditions(Conditions.without(status.conditions(), Conditions.STALLED))
            .build()
        : status;
  }

  private VideoJobStatus tell(VideoJobStatus status, Decision decision) {
    return switch (decision) {
      case Decision.Hold hold -> held(status, hold);
      case Decision.Start start -> started(status, start);
      case Decision.CreateJob create -> status;
      case Decision.AwaitStart await -> awaiting(status, await.trouble());
      case Decision.Follow follow -> running(status, follow);
      case Decision.Abandon abandon -> abandoned(status, abandon);
      case Decision.AwaitEnd await -> status;
      case Decision.Succeed succeed -> succeeded(status, succeed.report());
      case Decision.Retry retry -> retrying(status, retry);
      case Decision.GiveUp giveUp -> givenUp(status, giveUp.failure());
      case Decision.Stall stall -> stalled(status, stall);
      case Decision.Settle settle -> status;
    };
  }

  private VideoJobStatus held(VideoJobStatus status, Decision.Hold hold) {
    return VideoJobStatusBuilder.builder(status)
        .state(status.attempts().isEmpty() ? JobState.QUEUED : JobState.RETRYING)
        .profile(subject.profile())
        .waiting(hold.waiting())
        .build();
  }

  private VideoJobStatus started(VideoJobStatus status, Decision.Start start) {
    var attempts = new ArrayList<>(status.attempts());
    attempts.add(
        VideoJobStatusAttemptBuilder.builder()
            .number(start.number())
            .jobName(nameOfJob.of(subject.name(), start.number()))
            .decidedAt(now.toString())
            .templateRevision(subject.templateRevision().get())
            .memoryLimit(start.memoryLimit())
            .build());
    return VideoJobStatusBuilder.builder(status)
        .state(JobState.STARTING)
        .attempt(start.number())
        .attempts(newest(attempts))
        .profile(subject.profile())
        .startTime(status.startTime() == null ? now.toString() : status.startTime())
        .nextAttemptAt(null)
        .waiting(null)
        .progress(null)
        .reason(null)
        .message(null)
        .build();
  }

  private static List<Attempt> newest(List<Attempt> attempts) {
    return attempts.subList(Math.max(0, attempts.size() - REMEMBERED_ATTEMPTS), attempts.size());
  }

  private static VideoJobStatus awaiting(VideoJobStatus status, @Nullable Trouble trouble) {
    if (trouble == null && status.attempts().getLast().startedAt() != null) {
      return status;
    }
    return VideoJobStatusBuilder.builder(status)
        .state(JobState.STARTING)
        .reason(trouble == null ? null : trouble.reason())
        .message(trouble == null || trouble.message().isEmpty() ? null : trouble.message())
        .build();
  }

  private VideoJobStatus running(VideoJobStatus status, Decision.Follow follow) {
    return VideoJobStatusBuilder.builder(withLastAttempt(status, follow))
        .state(JobState.RUNNING)
        .progress(follow.progress())
        .reason(null)
        .message(null)
        .build();
  }

  private static VideoJobStatus withLastAttempt(VideoJobStatus status, Decision.Follow follow) {
    return status.attempts().getLast().startedAt() != null
        ? status
        : changeLast(
            status,
            last ->
                VideoJobStatusAttemptBuilder.builder(last)
                    .startedAt(follow.since().toString())
                    .build());
  }

  private static VideoJobStatus abandoned(VideoJobStatus status, Decision.Abandon abandon) {
    return VideoJobStatusBuilder.builder(
            changeLast(
                status,
                last ->
                    VideoJobStatusAttemptBuilder.builder(last)
                        .reason(abandon.reason())
                        .message(abandon.message())
                        .build()))
        .reason(abandon.reason())
        .message(abandon.message())
        .build();
  }

  private VideoJobStatus succeeded(VideoJobStatus status, WorkerReport report) {
    var ended =
        changeLast(
            status,
            last ->
                VideoJobStatusAttemptBuilder.builder(last)
                    .finishedAt(now.toString())
                    .succeeded(true)
                    .exitCode(0)
                    .reason(report.reason())
                    .message(report.message())
                    .build());
    return terminal(ended, JobState.SUCCEEDED, report.reason(), report.message())
        .outputs(report.outputs())
        .manifestUri(report.manifestUri())
        .result(report.result())
        .progress(null)
        .conditions(said(ended, Said.yes(Conditions.COMPLETE, report.reason(), report.message())))
        .build();
  }

  private VideoJobStatus retrying(VideoJobStatus status, Decision.Retry retry) {
    return VideoJobStatusBuilder.builder(failedAttempt(status, retry.failure()))
        .state(JobState.RETRYING)
        .attemptsSpent(Planner.spentWith(status, retry.failure()))
        .spentByClass(Planner.spentByClassWith(status, retry.failure()))
        .nextAttemptAt(retry.at().toString())
        .waiting(Planner.backOff(retry.at()))
        .progress(null)
        .reason(retry.failure().reason())
        .message(retry.failure().message())
        .build();
  }

  private VideoJobStatus givenUp(VideoJobStatus status, Failure failure) {
    var failed = failedAttempt(status, failure);
    var state =
        failure.failureClass() == FailureClass.CANCELLED
            ? JobState.CANCELLED
            : subject.hasDeadLetterQueue() ? JobState.DEAD_LETTERED : JobState.FAILED;
    var counts = Planner.liveAttempt(status).isPresent();
    var spent =
        counts ? Integer.valueOf(Planner.spentWith(status, failure)) : status.attemptsSpent();
    var byClass = counts ? Planner.spentByClassWith(status, failure) : status.spentByClass();
    return terminal(failed, state, failure.reason(), failure.message())
        .profile(subject.profile())
        .attemptsSpent(spent)
        .spentByClass(byClass)
        .progress(null)
        .waiting(null)
        .conditions(said(failed, Said.yes(Conditions.FAILED, failure.reason(), failure.message())))
        .build();
  }

  private VideoJobStatus stalled(VideoJobStatus status, Decision.Stall stall) {
    return VideoJobStatusBuilder.builder(status)
        .reason(stall.reason())
        .message(stall.message())
        .conditions(said(status, Said.yes(Conditions.STALLED, stall.reason(), stall.message())))
        .build();
  }

  /**
   * The status once the outside has been told.
   *
   * @param metadata the condition that says whether the metadata store has the newest revision
   */
  public VideoJobStatus settled(VideoJobStatus status, Settlement settlement, Said metadata) {
    return VideoJobStatusBuilder.builder(status)
        .settlement(settlement)
        .conditions(said(status, metadata))
        .build();
  }

  private VideoJobStatusBuilder terminal(
      VideoJobStatus status, JobState state, String reason, String message) {
    return VideoJobStatusBuilder.builder(status)
        .state(state)
        .reason(reason)
        .message(message)
        .nextAttemptAt(null)
        .completionTime(now.toString())
        .durationSeconds(
            status.startTime() == null
                ? null
                : Duration.between(Instant.parse(status.startTime()), now).toSeconds());
  }

  private VideoJobStatus failedAttempt(VideoJobStatus status, Failure failure) {
    if (Planner.liveAttempt(status).isEmpty()) {
      return status;
    }
    return changeLast(
        status,
        last ->
            VideoJobStatusAttemptBuilder.builder(last)
                .finishedAt(now.toString())
                .succeeded(false)
                .failureClass(failure.failureClass())
                .exitCode(failure.exitCode())
                .reason(failure.reason())
                .message(failure.message())
                .build());
  }

  private List<Condition> said(VideoJobStatus status, Said said) {
    return Conditions.with(status.conditions(), said, subject.generation(), now);
  }

  private static VideoJobStatus changeLast(VideoJobStatus status, UnaryOperator<Attempt> change) {
    var attempts = new ArrayList<>(status.attempts());
    attempts.add(change.apply(attempts.removeLast()));
    return VideoJobStatusBuilder.builder(status).attempts(attempts).build();
  }
}
