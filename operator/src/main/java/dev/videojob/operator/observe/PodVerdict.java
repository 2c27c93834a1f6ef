package dev.videojob.operator.observe;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation.Trouble;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a pod's status says about its end or about why it does not begin. Pure. */
final class PodVerdict {
  private static final String DEADLINE_EXCEEDED = "DeadlineExceeded";
  private static final String EVICTED = "Evicted";
  private static final String WORKER = "worker";

  /** Waiting reasons of a start that goes well. */
  private static final Set<String> ORDINARY = Set.of("ContainerCreating", "PodInitializing");

  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  private PodVerdict() {}

  /** Whether nothing of the pod runs, or ever will. */
  static boolean over(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getPhase() != null
        && OVER.contains(pod.getStatus().getPhase());
  }

  /** How the worker's container ended, if it has. */
  static Optional<ContainerStateTerminated> terminated(Pod pod) {
    return statuses(pod)
        .filter(status -> WORKER.equals(status.getName()))
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Why the pod does not run, when it says. */
  static Optional<Trouble> trouble(Pod pod) {
    var waiting =
        states(pod)
            .map(ContainerState::getWaiting)
            .filter(Objects::nonNull)
            .filter(state -> state.getReason() != null && !ORDINARY.contains(state.getReason()))
            .map(state -> new Trouble(state.getReason(), orEmpty(state.getMessage())))
            .findFirst();
    return waiting.or(
        () ->
            conditions(pod)
                .filter(condition -> "PodScheduled".equals(condition.getType()))
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(
                    condition ->
                        new Trouble(
                            Objects.requireNonNullElse(condition.getReason(), "Unschedulable"),
                            orEmpty(condition.getMessage())))
                .findFirst());
  }

  /**
   * Why a Job failed.
   *
   * @param verdict the Job's own Failed condition
   * @param pod its newest pod, if it is still there
   * @param report what the worker left, if it can be read
   */
  static Failure failure(JobCondition verdict, Optional<Pod> pod, Optional<WorkerReport> report) {
    if (DEADLINE_EXCEEDED.equals(verdict.getReason())) {
      return new Failure(
          FailureClass.TIMEOUT,
          null,
          DEADLINE_EXCEEDED,
          "The attempt took longer than its timeout (spec.timeoutSeconds) allows.");
    }
    if (pod.isPresent() && disrupted(pod.get())) {
      return new Failure(
          FailureClass.DISRUPTION, null, "Disrupted", "The pod was moved away from its node.");
    }
    if (pod.isPresent() && evicted(pod.get())) {
      return new Failure(
          FailureClass.TRANSIENT, null, EVICTED, orEmpty(pod.get().getStatus().getMessage()));
    }
    if (pod.isPresent() && rejected(pod.get())) {
      return new Failure(
          FailureClass.DISRUPTION,
          null,
          pod.get().getStatus().getReason(),
          orEmpty(pod.get().getStatus().getMessage()));
    }
    return pod.flatMap(PodVerdict::terminated)
        .map(end -> ended(end, report))
        .orElseGet(
            () ->
                new Failure(
                    FailureClass.TRANSIENT,
                    null,
                    "PodLost",
                    "The pod is gone without a trace: " + orEmpty(verdict.getMessage())));
  }

  private static Failure ended(ContainerStateTerminated end, Optional<WorkerReport> report) {
    var code = Objects.requireNonNullElse(end.getExitCode(), -1);
    if (ExitCode.OUT_OF_MEMORY.reason().equals(end.getReason())
        || code == ExitCode.OUT_OF_MEMORY.code()) {
      return new Failure(
          FailureClass.RESOURCE,
          code,
          ExitCode.OUT_OF_MEMORY.reason(),
          "The worker needed more memory than its limit and was killed.");
    }
    var fault = report.filter(told -> !ExitCode.SUCCESS.reason().equals(told.reason()));
    var reason =
        fault
            .map(WorkerReport::reason)
            .or(() -> ExitCode.of(code).map(ExitCode::reason))
            .orElse("ExitCode" + code);
    var message =
        fault
            .map(WorkerReport::message)
            .orElseGet(
                () ->
                    "The worker "
                        + (report.isPresent() ? "reported a success, but " : "")
                        + "ended with exit code "
                        + code
                        + ".");
    return new Failure(ExitCode.classify(code), code, reason, message);
  }

  private static boolean disrupted(Pod pod) {
    return conditions(pod)
        .anyMatch(
            condition ->
                "DisruptionTarget".equals(condition.getType())
                    && "True".equals(condition.getStatus()));
  }

  /** The kubelet ended the pod for what it used, such as scratch space above its limit. */
  private static boolean evicted(Pod pod) {
    return pod.getStatus() != null && EVICTED.equals(pod.getStatus().getReason());
  }

  /**
   * The node did not take the pod that the scheduler gave it, such as {@code OutOfcpu} or {@code
   * NodeAffinity} when the two disagree for a moment: nothing of it ever ran.
   */
  private static boolean rejected(Pod pod) {
    return over(pod)
        && pod.getStatus().getReason() != null
        && pod.getStatus().getContainerStatuses().isEmpty();
  }

  private static Stream<ContainerState> states(Pod pod) {
    return statuses(pod).map(ContainerStatus::getState).filter(Objects::nonNull);
  }

  private static Stream<ContainerStatus> statuses(Pod pod) {
    return pod.getStatus() == null
        ? Stream.empty()
        : pod.getStatus().getContainerStatuses().stream();
  }

  private static Stream<PodCondition> conditions(Pod pod) {
    return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getConditions().stream();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
