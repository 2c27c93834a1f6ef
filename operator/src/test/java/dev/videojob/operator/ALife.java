package dev.videojob.operator;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.contract.ProgressReport;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.status.StatusStory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulated VideoJob: at each turn something is seen, a decision is made of it and told in the
 * status. A turn that makes no sense without a live attempt is seen as no attempt.
 */
public final class ALife {
  private static final StatusStory.Subject SUBJECT =
      new StatusStory.Subject("clip", 1, true, "hls-ladder", () -> "made-of");

  private final Terms.Agreed usual;

  private ALife(Terms.Agreed usual) {
    this.usual = usual;
  }

  public static ALife under(Agreement terms) {
    return new ALife(terms.build());
  }

  /** One thing that can be seen, or happen to the terms. */
  public enum Turn {
    JOB_ABSENT,
    JOB_FOREIGN,
    JOB_ENDING,
    PENDING,
    PULL_TROUBLE,
    RUNNING,
    PROGRESS,
    COMPLETED_WITHOUT_REPORT,
    COMPLETED,
    TRANSIENT,
    OUT_OF_MEMORY,
    TIMED_OUT,
    DISRUPTED,
    PERMANENT,
    QUEUE_MISSING,
    SUSPENDED,
    MUCH_TIME
  }

  /** One turn of a life. */
  public record Step(
      Turn turn, VideoJobStatus before, Decision decision, VideoJobStatus after, Instant now) {}

  /** The life that {@code turns} make, from a job that nobody has looked at. */
  public List<Step> live(List<Turn> turns) {
    var steps = new ArrayList<Step>();
    var status = VideoJobStatus.NEW;
    var now = Moments.NOW;
    for (var turn : turns) {
      now = now.plusSeconds(turn == Turn.MUCH_TIME ? 3600 : 5);
      var live = Planner.liveAttempt(status);
      var seen =
          live.isPresent() ? seen(turn, live.get().number(), now) : new Observation.NoAttempt();
      var decision = Planner.plan(new Planner.Situation(status, terms(turn), seen, now, 0));
      var next =
          new StatusStory(SUBJECT, (name, number) -> name + "-" + number, now)
              .after(status, decision);
      steps.add(new Step(turn, status, decision, next, now));
      status = next;
    }
    return List.copyOf(steps);
  }

  private Terms terms(Turn turn) {
    return switch (turn) {
      case QUEUE_MISSING -> new Terms.Missing("VideoQueue uploads does not exist.", "uploads");
      case SUSPENDED ->
          new Terms.Agreed(
              usual.work(),
              usual.maxAttempts(),
              usual.timeout(),
              usual.retry(),
              usual.template(),
              usual.memoryLimit(),
              true);
      default -> usual;
    };
  }

  private static Observation seen(Turn turn, int attempt, Instant now) {
    return switch (turn) {
      case JOB_ABSENT -> new Observation.JobAbsent();
      case JOB_FOREIGN -> new Observation.JobForeign("clip-" + attempt);
      case JOB_ENDING -> new Observation.JobEnding();
      case PENDING, MUCH_TIME -> new Observation.Pending(null);
      case PULL_TROUBLE -> new Observation.Pending(new Observation.Trouble("ErrImagePull", ""));
      case RUNNING, QUEUE_MISSING, SUSPENDED -> running(now, null);
      case PROGRESS ->
          running(now, new ProgressReport(attempt, "encode", now.hashCode() % 100, 1.0, 9L));
      case COMPLETED_WITHOUT_REPORT -> new Observation.Completed(null);
      case COMPLETED ->
          new Observation.Completed(
              new WorkerReport(
                  "uid-of-clip", attempt, "Succeeded", "Done.", "s3://m", List.of(), 0));
      case TRANSIENT -> failed(FailureClass.TRANSIENT);
      case OUT_OF_MEMORY -> failed(FailureClass.RESOURCE);
      case TIMED_OUT -> failed(FailureClass.TIMEOUT);
      case DISRUPTED -> failed(FailureClass.DISRUPTION);
      case PERMANENT -> failed(FailureClass.PERMANENT);
    };
  }

  private static Observation running(Instant since, @Nullable ProgressReport progress) {
    return new Observation.Running(since, progress);
  }

  private static Observation failed(FailureClass failureClass) {
    return new Observation.Failed(new Failure(failureClass, 1, "Broken", "It broke."));
  }
}
