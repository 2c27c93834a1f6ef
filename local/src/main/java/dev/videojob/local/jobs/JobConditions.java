package dev.videojob.local.jobs;

import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and writes the conditions of a Job's status. */
final class JobConditions {
  static final String SUSPENDED = "Suspended";
  static final String FAILURE_TARGET = "FailureTarget";
  static final String FAILED = "Failed";
  static final String SUCCESS_CRITERIA_MET = "SuccessCriteriaMet";
  static final String COMPLETE = "Complete";

  private JobConditions() {}

  static Optional<JobCondition> find(JobStatus status, String type) {
    return status.getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  static boolean isTrue(JobStatus status, String type) {
    return find(status, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  static boolean isFinished(JobStatus status) {
    return isTrue(status, COMPLETE) || isTrue(status, FAILED);
  }

  static Optional<Instant> finishedAt(JobStatus status) {
    return find(status, COMPLETE)
        .or(() -> find(status, FAILED))
        .map(condition -> Instant.parse(condition.getLastTransitionTime()));
  }

  static void set(
      JobStatus status, String type, boolean value, String reason, String message, Instant now) {
    List<JobCondition> conditions = new ArrayList<>(status.getConditions());
    conditions.removeIf(condition -> type.equals(condition.getType()));
    conditions.add(
        new JobConditionBuilder()
            .withType(type)
            .withStatus(value ? "True" : "False")
            .withReason(reason)
            .withMessage(message)
            .withLastProbeTime(time(now))
            .withLastTransitionTime(time(now))
            .build());
    status.setConditions(conditions);
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
