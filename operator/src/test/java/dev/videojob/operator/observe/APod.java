package dev.videojob.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pod for tests: {@code APod.ofTheWorker().ended(10, "Error", "")}. */
final class APod {
  private final PodBuilder pod =
      new PodBuilder()
          .withNewMetadata()
          .withName("clip-1-abcde")
          .withLabels(Map.of("batch.kubernetes.io/job-name", "clip-1"))
          .withCreationTimestamp("2026-03-01T11:59:00Z")
          .endMetadata()
          .withNewStatus()
          .endStatus();

  static APod ofTheWorker() {
    return new APod();
  }

  APod ofVideoJob(String name) {
    pod.editMetadata().addToLabels("videojob.dev/videojob", name).endMetadata();
    return this;
  }

  APod ofJob(String name) {
    pod.editMetadata().addToLabels("batch.kubernetes.io/job-name", name).endMetadata();
    return this;
  }

  APod inPhase(String phase) {
    pod.editStatus().withPhase(phase).endStatus();
    return this;
  }

  APod createdAt(String time) {
    pod.editMetadata().withCreationTimestamp(time).endMetadata();
    return this;
  }

  APod ended(int exitCode, String reason, @Nullable String message) {
    return ended("worker", exitCode, reason, message);
  }

  APod ended(String container, int exitCode, String reason, @Nullable String message) {
    pod.editStatus()
        .addToContainerStatuses(
            new ContainerStatusBuilder()
                .withName(container)
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .withMessage(message)
                .endTerminated()
                .endState()
                .build())
        .endStatus();
    return this;
  }

  APod waits(String reason, @Nullable String message) {
    pod.editStatus()
        .addToContainerStatuses(
            new ContainerStatusBuilder()
                .withName("worker")
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .endState()
                .build())
        .endStatus();
    return this;
  }

  APod is(String type, String status, @Nullable String reason, @Nullable String message) {
    pod.editStatus()
        .addToConditions(
            new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .build())
        .endStatus();
    return this;
  }

  APod evicted(String message) {
    pod.editStatus().withPhase("Failed").withReason("Evicted").withMessage(message).endStatus();
    return this;
  }

  APod rejected(String reason, String message) {
    pod.editStatus().withPhase("Failed").withReason(reason).withMessage(message).endStatus();
    return this;
  }

  Pod build() {
    return pod.build();
  }
}
