package dev.videojob.local.jobs;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * A Job's pods by what they are to the Job.
 *
 * @param active neither ended nor being deleted
 * @param terminating being deleted and not ended
 * @param succeeded ended well
 * @param failed ended badly
 */
record JobPods(List<Pod> active, List<Pod> terminating, List<Pod> succeeded, List<Pod> failed) {
  static JobPods of(List<Pod> pods) {
    return new JobPods(
        pods.stream().filter(pod -> !ended(pod) && !deleting(pod)).toList(),
        pods.stream().filter(pod -> !ended(pod) && deleting(pod)).toList(),
        pods.stream().filter(pod -> "Succeeded".equals(phase(pod))).toList(),
        pods.stream().filter(pod -> "Failed".equals(phase(pod))).toList());
  }

  boolean noneAlive() {
    return active.isEmpty() && terminating.isEmpty();
  }

  int ready() {
    return (int) active.stream().filter(JobPods::isReady).count();
  }

  static boolean ended(Pod pod) {
    return "Succeeded".equals(phase(pod)) || "Failed".equals(phase(pod));
  }

  private static boolean deleting(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static String phase(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return phase == null ? "Pending" : phase;
  }
}
