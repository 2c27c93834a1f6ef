package dev.videojob.local.jobs;

import static dev.videojob.local.jobs.JobConditions.COMPLETE;
import static dev.videojob.local.jobs.JobConditions.FAILED;
import static dev.videojob.local.jobs.JobConditions.FAILURE_TARGET;
import static dev.videojob.local.jobs.JobConditions.SUCCESS_CRITERIA_MET;
import static dev.videojob.local.jobs.JobConditions.SUSPENDED;

import dev.videojob.local.jobs.PodFailureRules.Verdict;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPodsBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works out what is next for an unfinished Job: a pure function of the Job, its pods and time. */
final class JobPlan {
  static final String TRACKING = "batch.kubernetes.io/job-tracking";
  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
  private static final Duration MAX_BACK_OFF = Duration.ofMinutes(6);

  private final Job job;
  private final JobSpec spec;
  private final JobPods pods;
  private final Instant now;
  private final JobStatus status;
  private final List<Pod> ended = new ArrayList<>();
  private List<Pod> doomed = List.of();
  private boolean createPod;
  private @Nullable Duration again;

  private JobPlan(Job job, JobPods pods, Instant now) {
    this.job = job;
    this.spec = job.getSpec();
    this.pods = pods;
    this.now = now;
    this.status = new JobStatusBuilder(job.getStatus()).build();
  }

  /**
   * What to do.
   *
   * @param status the status to write
   * @param counted pods that the status now counts and that need no tracking any more
   * @param doomed pods to delete
   * @param createPod whether to create a pod
   * @param again when to look again though nothing changed
   */
  record Step(
      JobStatus status,
      List<Pod> counted,
      List<Pod> doomed,
      boolean createPod,
      Optional<Duration> again) {}

  static Step of(Job job, JobPods pods, Instant now) {
    return new JobPlan(job, pods, now).make();
  }

  private Step make() {
    Optional<Verdict.FailJob> verdict = count();
    if (Boolean.TRUE.equals(spec.getSuspend()) && !decided()) {
      suspend();
    } else {
      start();
      decide(verdict);
      if (isTrue(FAILURE_TARGET)) {
        end(FAILURE_TARGET, FAILED);
      } else if (isTrue(SUCCESS_CRITERIA_MET)) {
        end(SUCCESS_CRITERIA_MET, COMPLETE);
      } else {
        replacePod();
      }
    }
    status.setActive(pods.active().size() - doomed.size() + (createPod ? 1 : 0));
    status.setReady(doomed.isEmpty() ? pods.ready() : 0);
    status.setTerminating(pods.terminating().size() + doomed.size());
    status.setUncountedTerminatedPods(new UncountedTerminatedPodsBuilder().build());
    return new Step(status, ended, doomed, createPod, Optional.ofNullable(again));
  }

  /** Counts pods that ended since the last time; the first that fails the Job is the verdict. */
  private Optional<Verdict.FailJob> count() {
    for (Pod pod : tracked(pods.succeeded())) {
      ended.add(pod);
      status.setSucceeded(number(status.getSucceeded()) + 1);
    }
    Optional<Verdict.FailJob> verdict = Optional.empty();
    for (Pod pod : tracked(pods.failed())) {
      ended.add(pod);
      Verdict judged = decided() ? new Verdict.Count() : PodFailureRules.judge(job, pod);
      if (!(judged instanceof Verdict.Ignore)) {
        status.setFailed(number(status.getFailed()) + 1);
      }
      if (judged instanceof Verdict.FailJob failure && verdict.isEmpty()) {
        verdict = Optional.of(failure);
      }
    }
    return verdict;
  }

  private static List<Pod> tracked(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getFinalizers().contains(TRACKING))
        .toList();
  }

  private void suspend() {
    doomed = pods.active();
    status.setStartTime(null);
    if (!isTrue(SUSPENDED)) {
      set(SUSPENDED, true, "JobSuspended", "Job suspended");
    }
  }

  private void start() {
    if (isTrue(SUSPENDED)) {
      set(SUSPENDED, false, "JobResumed", "Job resumed");
    }
    if (status.getStartTime() == null) {
      status.setStartTime(JobConditions.time(now));
    }
  }

  private void decide(Optional<Verdict.FailJob> verdict) {
    if (decided()) {
      return;
    }
    if (verdict.isPresent()) {
      set(FAILURE_TARGET, true, "PodFailurePolicy", verdict.get().message());
    } else if (number(status.getSucceeded()) >= number(spec.getCompletions())) {
      set(
          SUCCESS_CRITERIA_MET,
          true,
          "CompletionsReached",
          "Reached expected number of succeeded pods");
    } else if (number(status.getFailed()) > number(spec.getBackoffLimit())) {
      set(
          FAILURE_TARGET,
          true,
          "BackoffLimitExceeded",
          "Job has reached the specified backoff limit");
    } else {
      checkDeadline();
    }
  }

  private void checkDeadline() {
    Long deadline = spec.getActiveDeadlineSeconds();
    if (deadline == null) {
      return;
    }
    Instant end = Instant.parse(status.getStartTime()).plusSeconds(deadline);
    if (now.isBefore(end)) {
      lookAgainIn(Duration.between(now, end));
    } else {
      set(
          FAILURE_TARGET,
          true,
          "DeadlineExceeded",
          "Job was active longer than specified deadline");
    }
  }

  /** The last condition comes only when no pod lives any more, and says what the first said. */
  private void end(String target, String last) {
    doomed = pods.active();
    if (!pods.noneAlive()) {
      return;
    }
    JobCondition cause = JobConditions.find(status, target).orElseThrow();
    set(last, true, cause.getReason(), cause.getMessage());
    if (last.equals(COMPLETE)) {
      status.setCompletionTime(JobConditions.time(now));
    }
    if (spec.getTtlSecondsAfterFinished() != null) {
      lookAgainIn(Duration.ofSeconds(spec.getTtlSecondsAfterFinished()));
    }
  }

  private void replacePod() {
    boolean waitsForEnd =
        "Failed".equals(spec.getPodReplacementPolicy()) && !pods.terminating().isEmpty();
    if (!pods.active().isEmpty() || waitsForEnd) {
      return;
    }
    Duration left = backOffLeft();
    if (left.isPositive()) {
      lookAgainIn(left);
    } else {
      createPod = true;
    }
  }

  private Duration backOffLeft() {
    int failures = number(status.getFailed());
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures - 1, 10));
    Instant until = lastFailure().plus(wait.compareTo(MAX_BACK_OFF) < 0 ? wait : MAX_BACK_OFF);
    return Duration.between(now, until);
  }

  private Instant lastFailure() {
    return pods.failed().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getTerminated() != null)
        .map(state -> Instant.parse(state.getTerminated().getFinishedAt()))
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  private boolean decided() {
    return isTrue(FAILURE_TARGET) || isTrue(SUCCESS_CRITERIA_MET);
  }

  private boolean isTrue(String type) {
    return JobConditions.isTrue(status, type);
  }

  private void set(String type, boolean value, String reason, String message) {
    JobConditions.set(status, type, value, reason, message, now);
  }

  private void lookAgainIn(Duration delay) {
    if (again == null || delay.compareTo(again) < 0) {
      again = delay;
    }
  }

  private static int number(@Nullable Integer value) {
    return Objects.requireNonNullElse(value, 0);
  }
}
