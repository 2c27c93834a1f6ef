package dev.videojob.operator.api.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.api.rest.KeyedRequest;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request for a job, of which a VideoJob is made. Pure.
 *
 * @param keyed its body is checked against the schema of requests
 */
record JobRequest(KeyedRequest keyed, String namespace) {
  private ObjectNode body() {
    return keyed.body();
  }

  /** The queue that it names. */
  @Nullable String queue() {
    return body().path("queue").asText(null);
  }

  JsonNode payload() {
    return body().path("payload");
  }

  /**
   * The VideoJob that it asks for. Where it names no task its queue may have one for its class.
   *
   * @param queue that it names
   * @param ttl for which it is kept when it has ended, unless the request says otherwise
   */
  VideoJob videoJob(Duration ttl, @Nullable VideoQueueSpec queue, ObjectMapper json) {
    var job = new VideoJob();
    var meta =
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name())
            .addToAnnotations(Names.REQUEST_ANNOTATION, keyed.digest())
            .withFinalizers(Names.FINALIZER);
    var queueRef = queue();
    if (queueRef != null) {
      meta.addToLabels(Names.QUEUE_LABEL, queueRef);
    }
    job.setMetadata(meta.build());
    job.setSpec(tasked(spec(ttl, json), queue));
    return job;
  }

  private static VideoJobSpec tasked(VideoJobSpec spec, @Nullable VideoQueueSpec queue) {
    return queue == null || spec.task() != null
        ? spec
        : VideoJobSpecBuilder.builder(spec)
            .task(queue.taskOf(spec.className()).orElse(null))
            .build();
  }

  private VideoJobSpec spec(Duration ttl, ObjectMapper json) {
    var spec = body().deepCopy();
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
    return keyed.name(WorkName.readableFile(body().path("source").path("uri").asText()));
  }
}
