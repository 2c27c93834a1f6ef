package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pod's status in each state of its life, as a kubelet reports it. */
final class PodStatuses {
  /** Conditions that the kubelet writes; it keeps others, such as DisruptionTarget. */
  private static final Set<String> OWN =
      Set.of(
          "PodScheduled", "PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready");

  private volatile Pod pod;
  private final Container container;
  private final String startTime = time(Instant.now());

  PodStatuses(Pod pod) {
    this.pod = pod;
    this.container = pod.getSpec().getContainers().getFirst();
  }

  /** From now on, keeps the conditions that others wrote to this version of the pod. */
  void follow(Pod latest) {
    pod = latest;
  }

  PodStatus waiting(String reason, String message) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewWaiting()
            .withReason(reason)
            .withMessage(message.isEmpty() ? null : message)
            .endWaiting()
            .build();
    return status("Pending", state, Readiness.NOT_YET).build();
  }

  PodStatus running(Instant startedAt) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(time(startedAt))
            .endRunning()
            .build();
    return status("Running", state, Readiness.READY).build();
  }

  PodStatus ended(ContainerEnd end, @Nullable String podReason, @Nullable String podMessage) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(end.exitCode())
            .withReason(end.reason())
            .withMessage(end.message().isEmpty() ? null : end.message())
            .withStartedAt(time(end.startedAt()))
            .withFinishedAt(time(end.finishedAt()))
            .withContainerID(containerId())
            .endTerminated()
            .build();
    boolean succeeded = end.succeeded() && podReason == null;
    return status(
            succeeded ? "Succeeded" : "Failed",
            state,
            succeeded ? Readiness.COMPLETED : Readiness.FAILED)
        .withReason(podReason)
        .withMessage(podMessage)
        .build();
  }

  private enum Readiness {
    NOT_YET("False", "ContainersNotReady"),
    READY("True", null),
    COMPLETED("False", "PodCompleted"),
    FAILED("False", "PodFailed");

    private final String status;
    private final @Nullable String reason;

    Readiness(String status, @Nullable String reason) {
      this.status = status;
      this.reason = reason;
    }
  }

  private PodStatusBuilder status(String phase, ContainerState state, Readiness readiness) {
    boolean started = state.getWaiting() == null;
    return new PodStatusBuilder()
        .withPhase(phase)
        .withHostIP(LocalKubelet.ADDRESS)
        .withPodIP(LocalKubelet.ADDRESS)
        .addNewPodIP(LocalKubelet.ADDRESS)
        .addNewHostIP(LocalKubelet.ADDRESS)
        .withStartTime(startTime)
        .withQosClass("Burstable")
        .withConditions(conditions(readiness))
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID(started ? "local://" + container.getImage() : "")
                .withContainerID(started ? containerId() : null)
                .withReady(state.getRunning() != null)
                .withStarted(state.getRunning() != null)
                .withRestartCount(0)
                .withState(state)
                .withNewLastState()
                .endLastState()
                .build());
  }

  private List<PodCondition> conditions(Readiness readiness) {
    List<PodCondition> conditions = new ArrayList<>();
    if (pod.getStatus() != null) {
      pod.getStatus().getConditions().stream()
          .filter(condition -> !OWN.contains(condition.getType()))
          .forEach(conditions::add);
    }
    conditions.add(condition("PodScheduled", "True", null));
    conditions.add(condition("Initialized", "True", null));
    conditions.add(condition("ContainersReady", readiness.status, readiness.reason));
    conditions.add(condition("Ready", readiness.status, readiness.reason));
    return conditions;
  }

  private static PodCondition condition(String type, String status, @Nullable String reason) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withLastTransitionTime(time(Instant.now()))
        .build();
  }

  private String containerId() {
    return "local://" + pod.getMetadata().getUid() + "/" + container.getName();
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
