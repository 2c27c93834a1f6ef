package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import java.util.Objects;

/**
 * What the metadata store and the processed queue are told of a VideoJob: one document, its shape
 * in {@code docs/metadata.md}. It holds the whole story, so that a later one replaces an earlier.
 *
 * @param id uid of the VideoJob
 * @param revision counts the changes of the story; a store never goes back to a lower one
 * @param body the document
 */
public record JobDocument(String id, long revision, ObjectNode body) {

  /** The version of the document's shape. */
  static final int SCHEMA_VERSION = 1;

  /** The document of {@code job} as it stands. */
  public static JobDocument of(VideoJob job, ObjectMapper json) {
    var status = Objects.requireNonNullElse(job.getStatus(), VideoJobStatus.NEW);
    var meta = job.getMetadata();
    var body = json.createObjectNode();
    body.put("schemaVersion", SCHEMA_VERSION);
    body.put("namespace", meta.getNamespace());
    body.put("name", meta.getName());
    body.put("uid", meta.getUid());
    body.put("queue", job.getSpec().queueRef());
    body.set("state", json.valueToTree(status.state()));
    body.put("revision", status.revision());
    body.put("source", job.getSpec().sourceUri().orElse(null));
    body.put("profile", status.profile());
    body.put("className", job.getSpec().className());
    body.put("priority", job.getSpec().priority());
    body.set("metadata", json.valueToTree(job.getSpec().metadata()));
    body.set("payload", job.getSpec().payload());
    if (job.getSpec().origin() != null) {
      body.put("messageId", job.getSpec().origin().messageId());
      body.set("redriveOf", json.valueToTree(job.getSpec().origin().redriveOf()));
    }
    story(body, status, json);
    body.put("createdAt", meta.getCreationTimestamp());
    return new JobDocument(meta.getUid(), status.revision(), withoutNulls(body));
  }

  private static void story(ObjectNode body, VideoJobStatus status, ObjectMapper json) {
    body.put("attempt", status.attempt());
    body.set("attempts", json.valueToTree(status.attempts()));
    body.set("progress", json.valueToTree(status.progress()));
    body.set("outputs", json.valueToTree(status.outputs()));
    body.put("manifestUri", status.manifestUri());
    body.set("result", status.result());
    body.put("reason", status.reason());
    body.put("message", status.message());
    body.put("startedAt", status.startTime());
    body.put("completedAt", status.completionTime());
    body.put("durationSeconds", status.durationSeconds());
  }

  private static ObjectNode withoutNulls(ObjectNode body) {
    body.properties().removeIf(entry -> isNothing(entry.getValue()));
    return body;
  }

  private static boolean isNothing(JsonNode value) {
    return value == null || value.isNull() || value.isMissingNode();
  }
}
