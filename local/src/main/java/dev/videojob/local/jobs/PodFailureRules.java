package dev.videojob.local.jobs;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides by a Job's podFailurePolicy what a failed pod means for the Job. */
final class PodFailureRules {
  private PodFailureRules() {}

  /** What a failed pod means. */
  sealed interface Verdict {
    /** It counts towards the back-off limit. */
    record Count() implements Verdict {}

    /** It does not count, and is replaced. */
    record Ignore() implements Verdict {}

    /**
     * The Job has failed.
     *
     * @param message why, in the words of the real controller
     */
    record FailJob(String message) implements Verdict {}
  }

  static Verdict judge(Job job, Pod pod) {
    PodFailurePolicy policy = job.getSpec().getPodFailurePolicy();
    if (policy == null) {
      return new Verdict.Count();
    }
    List<PodFailurePolicyRule> rules = policy.getRules();
    for (int i = 0; i < rules.size(); i++) {
      Optional<String> match = match(rules.get(i), pod);
      if (match.isPresent()) {
        return verdict(rules.get(i), match.get(), i);
      }
    }
    return new Verdict.Count();
  }

  private static Verdict verdict(PodFailurePolicyRule rule, String match, int index) {
    return switch (rule.getAction()) {
      case "FailJob" ->
          new Verdict.FailJob("%s matching FailJob rule at index %d".formatted(match, index));
      case "Ignore" -> new Verdict.Ignore();
      default -> new Verdict.Count();
    };
  }

  private static Optional<String> match(PodFailurePolicyRule rule, Pod pod) {
    return rule.getOnExitCodes() != null
        ? matchExitCode(rule.getOnExitCodes(), pod)
        : matchCondition(rule.getOnPodConditions(), pod);
  }

  private static Optional<String> matchExitCode(
      PodFailurePolicyOnExitCodesRequirement wanted, Pod pod) {
    for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
      ContainerStateTerminated end = status.getState().getTerminated();
      boolean named =
          wanted.getContainerName() == null || wanted.getContainerName().equals(status.getName());
      if (named && end != null && end.getExitCode() != 0 && isAsked(wanted, end.getExitCode())) {
        return Optional.of(
            "Container %s for pod %s/%s failed with exit code %d"
                .formatted(
                    status.getName(),
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    end.getExitCode()));
      }
    }
    return Optional.empty();
  }

  private static boolean isAsked(PodFailurePolicyOnExitCodesRequirement wanted, int exitCode) {
    return wanted.getValues().contains(exitCode) == "In".equals(wanted.getOperator());
  }

  private static Optional<String> matchCondition(
      @Nullable List<PodFailurePolicyOnPodConditionsPattern> patterns, Pod pod) {
    if (patterns == null) {
      return Optional.empty();
    }
    return patterns.stream()
        .filter(pattern -> has(pod, pattern))
        .findFirst()
        .map(
            pattern ->
                "Pod %s/%s has condition %s"
                    .formatted(
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        pattern.getType()));
  }

  private static boolean has(Pod pod, PodFailurePolicyOnPodConditionsPattern pattern) {
    String status = pattern.getStatus() == null ? "True" : pattern.getStatus();
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals(pattern.getType())
                    && condition.getStatus().equals(status));
  }
}
