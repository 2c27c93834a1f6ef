package dev.videojob.operator.observe;

import dev.videojob.operator.AVideoJob;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;

/** A Kubernetes Job for tests: {@code AJob.of("uid-of-clip").running()}. */
final class AJob {
  private final JobBuilder job =
      new JobBuilder()
          .withNewMetadata()
          .withNamespace(AVideoJob.NAMESPACE)
          .withName("clip-1")
          .withUid("uid-of-clip-1")
          .endMetadata()
          .withNewStatus()
          .endStatus();

  private AJob(String ownerUid) {
    job.editMetadata()
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withKind("VideoJob")
                .withName("clip")
                .withUid(ownerUid)
                .build())
        .endMetadata();
  }

  static AJob of(String ownerUid) {
    return new AJob(ownerUid);
  }

  /** Without a status, as it is just after it was created. */
  AJob fresh() {
    job.withStatus(null);
    return this;
  }

  AJob runningSince(String start) {
    job.editStatus().withReady(1).withActive(1).withStartTime(start).endStatus();
    return this;
  }

  AJob pending() {
    job.editStatus().withReady(0).withActive(1).endStatus();
    return this;
  }

  /** Its pod is not there yet, as the Job controller has not come to it or may not make it. */
  AJob withoutPod() {
    job.editStatus().withReady(0).withActive(0).endStatus();
    return this;
  }

  AJob named(String name) {
    job.editMetadata().withName(name).withUid("uid-of-" + name).endMetadata();
    return this;
  }

  AJob complete() {
    job.editStatus().addToConditions(condition("Complete", "True", "", "")).endStatus();
    return this;
  }

  AJob failed(String reason, String message) {
    job.editStatus().addToConditions(condition("Failed", "True", reason, message)).endStatus();
    return this;
  }

  AJob notYet(String type) {
    job.editStatus().addToConditions(condition(type, "False", "", "")).endStatus();
    return this;
  }

  AJob beingDeleted() {
    job.editMetadata().withDeletionTimestamp("2026-03-01T12:00:00Z").endMetadata();
    return this;
  }

  Job build() {
    return job.build();
  }

  static JobCondition condition(String type, String status, String reason, String message) {
    return new JobConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}
