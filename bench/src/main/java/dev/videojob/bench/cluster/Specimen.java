package dev.videojob.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.resources.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * One VideoJob and its Job as the operator under measure has made them from a message, to be
 * copied: whatever it writes, the copies have it too.
 *
 * @param running the VideoJob while its pod ran
 * @param finished the same when nothing was left to be told
 * @param job its Job
 */
record Specimen(String namespace, JsonNode running, JsonNode finished, JsonNode job) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> OF_THE_JOB_CONTROLLER =
      List.of(
          "controller-uid",
          "job-name",
          "batch.kubernetes.io/controller-uid",
          "batch.kubernetes.io/job-name");

  /** Has an operator that runs make one. */
  static Specimen make(BenchNamespace namespace, ApiConnection connection) {
    namespace.send("specimen");
    var running = await(namespace, connection, job -> state(job).equals("Running"));
    var name = running.at("/metadata/name").asText();
    var job = BenchNamespace.parsed(connection.get(namespace.jobs() + "/" + name + "-1"));
    var finished =
        await(namespace, connection, one -> one.at("/status/settlement").has("messageDeletedAt"));
    return new Specimen(namespace.name(), running, finished, job);
  }

  private static JsonNode await(
      BenchNamespace namespace, ApiConnection connection, Predicate<JsonNode> wanted) {
    var deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      var all = BenchNamespace.parsed(connection.get(namespace.videoJobs())).path("items");
      var found =
          StreamSupport.stream(all.spliterator(), false)
              .filter(one -> one.at("/metadata/name").asText().startsWith("specimen-"))
              .filter(wanted)
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    throw new IllegalStateException("the operator did not finish one VideoJob within 60 s");
  }

  private static String state(JsonNode videoJob) {
    return videoJob.at("/status/state").asText();
  }

  /**
   * A copy of it under another name, as if it had come from the message of {@code lease}.
   *
   * @param namespace where the copy is to be
   */
  Copy copy(String namespace, String name, Lease lease) {
    return new Copy(namespace, name, lease);
  }

  /** The texts of a copy, ready to be sent. */
  final class Copy {
    private final String namespace;
    private final String name;
    private final Lease lease;

    private Copy(String namespace, String name, Lease lease) {
      this.namespace = namespace;
      this.name = name;
      this.lease = lease;
    }

    String name() {
      return name;
    }

    /** The VideoJob while its pod runs, without a status. */
    String runningVideoJob() {
      return videoJob(running);
    }

    /** The VideoJob when nothing is left to be told, without a status. */
    String finishedVideoJob() {
      return videoJob(finished);
    }

    private String videoJob(JsonNode original) {
      var body = stripped(original);
      ((ObjectNode) body.at("/metadata/annotations")).put(Names.LEASE_ANNOTATION, lease.toJson());
      return text(body, "");
    }

    /** Its status while its pod runs. */
    JsonNode runningStatus() {
      return BenchNamespace.parsed(text(running.path("status"), ""));
    }

    /** Its status when nothing is left to be told. */
    JsonNode settledStatus() {
      return BenchNamespace.parsed(text(finished.path("status"), ""));
    }

    /** Its status when it has ended and the outside has to be told. */
    JsonNode endedStatus() {
      var status = settledStatus();
      ((ObjectNode) status).remove("settlement");
      return status;
    }

    /** Its Job, to be handled by the Job controller. */
    String job(String videoJobUid) {
      return text(plainJob(), videoJobUid);
    }

    /**
     * Its Job, left alone by the Job controller as another one is said to manage it
     * (spec.managedBy): it stays as it is and gets no pod.
     */
    String unmanagedJob(String videoJobUid) {
      var body = plainJob();
      ((ObjectNode) body.path("spec")).put("managedBy", "videojob.dev/bench");
      return text(body, videoJobUid);
    }

    private ObjectNode plainJob() {
      var body = stripped(job);
      ((ObjectNode) body.path("metadata"))
          .set("ownerReferences", job.at("/metadata/ownerReferences"));
      ((ObjectNode) body.path("spec")).remove("selector");
      ((ObjectNode) body.at("/metadata/labels")).remove(OF_THE_JOB_CONTROLLER);
      ((ObjectNode) body.at("/spec/template/metadata/labels")).remove(OF_THE_JOB_CONTROLLER);
      return body;
    }

    private static ObjectNode stripped(JsonNode original) {
      ObjectNode body = original.deepCopy();
      body.remove("status");
      ((ObjectNode) body.path("metadata"))
          .retain("name", "namespace", "labels", "annotations", "finalizers");
      return body;
    }

    private String text(JsonNode original, String uid) {
      var oldMessage = running.at("/spec/origin/messageId").asText();
      return original
          .toString()
          .replace(running.at("/metadata/name").asText(), name)
          .replace(running.at("/metadata/uid").asText(), uid)
          .replace(Specimen.this.namespace, namespace)
          .replace(WorkName.messageLabel(oldMessage), WorkName.messageLabel(lease.messageId()))
          .replace(oldMessage, lease.messageId());
    }
  }
}
