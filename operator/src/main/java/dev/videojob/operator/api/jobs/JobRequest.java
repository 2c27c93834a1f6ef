package dev.videojob.operator.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.resources.Digest;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request for a job, of which a VideoJob is made. Pure.
 *
 * @param body checked against the schema of requests
 * @param key under which the caller may send it again; made up where they gave none
 * @param keyGiven whether they gave one; the name must not depend on anything else then
 */
record JobRequest(String caller, String namespace, ObjectNode body, String key, boolean keyGiven) {
  private static final int NAME_DIGEST = 10;
  private static final int REQUEST_DIGEST = 40;
  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** The queue that it names. */
  @Nullable String queue() {
    return body.path("queue").asText(null);
  }

  /** Whether it says itself where outputs go. */
  boolean hasDestination() {
    return body.has("destination");
  }

  JsonNode payload() {
    return body.path("payload");
  }

  /**
   * The VideoJob that it asks for.
   *
   * @param ttl for which it is kept when it has ended, unless the request says otherwise
   */
  VideoJob videoJob(Duration ttl, ObjectMapper json) {
    var job = new VideoJob();
    var meta =
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name())
            .addToAnnotations(Names.REQUEST_ANNOTATION, digest())
            .withFinalizers(Names.FINALIZER);
    var queue = queue();
    if (queue != null) {
      meta.addToLabels(Names.QUEUE_LABEL, queue);
    }
    job.setMetadata(meta.build());
    job.setSpec(spec(ttl, json));
    return job;
  }

  private VideoJobSpec spec(Duration ttl, ObjectMapper json) {
    var spec = body.deepCopy();
    spec.remove("namespace");
    var queue = spec.remove("queue");
    if (queue != null) {
      spec.set("queueRef", queue);
    }
    if (!spec.has("ttlSecondsAfterFinished")) {
      spec.put("ttlSecondsAfterFinished", ttl.toSeconds());
    }
    return json.convertValue(spec, VideoJobSpec.class);
  }

  private String name() {
    var words =
        keyGiven
            ? WorkName.readable(key)
            : WorkName.readableFile(body.path("source").path("uri").asText());
    return words + "-" + Digest.of(callersKey(), NAME_DIGEST);
  }

  /** No two callers' keys give the same text. */
  private String callersKey() {
    return caller.length() + ":" + caller + key;
  }

  /** Whether {@code job} was made for this very request. */
  boolean made(VideoJob job) {
    return digest()
        .equals(
            Objects.requireNonNullElse(
                job.getMetadata().getAnnotations().get(Names.REQUEST_ANNOTATION), ""));
  }

  private String digest() {
    try {
      var canonical = CANONICAL.writeValueAsString(CANONICAL.treeToValue(body, Object.class));
      return Digest.of(callersKey().length() + ":" + callersKey() + canonical, REQUEST_DIGEST);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written", e);
    }
  }
}
