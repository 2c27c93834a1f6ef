package dev.videojob.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecDestinationBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A VideoJob for tests: {@code AVideoJob.named("clip").from("uploads").build()}. */
public final class AVideoJob {
  public static final String NAMESPACE = "media";

  private final ObjectMetaBuilder meta = new ObjectMetaBuilder();
  private final VideoJobSpecBuilder spec = VideoJobSpecBuilder.builder();
  private @Nullable VideoJobStatus status;

  private AVideoJob(String name) {
    meta.withNamespace(NAMESPACE)
        .withName(name)
        .withUid("uid-of-" + name)
        .withGeneration(1L)
        .withCreationTimestamp("2026-03-01T11:59:00Z");
    spec.source(VideoJobSpecSourceBuilder.builder().uri("s3://uploads/" + name + ".mp4").build())
        .destination(VideoJobSpecDestinationBuilder.builder().uri("s3://videos/" + name).build());
  }

  public static AVideoJob named(String name) {
    return new AVideoJob(name);
  }

  /** It names that VideoQueue. */
  public AVideoJob from(String queue) {
    spec.queueRef(queue);
    return this;
  }

  /** It came from the only record of that message. */
  public AVideoJob ofMessage(String messageId, String body, Map<String, String> attributes) {
    return ofMessage(
        VideoJobSpecOriginBuilder.builder()
            .messageId(messageId)
            .body(body)
            .attributes(attributes)
            .build());
  }

  public AVideoJob ofMessage(VideoJobSpec.Origin origin) {
    spec.origin(origin);
    return this;
  }

  /** It came from one record of a message, as its label says too. */
  public AVideoJob recordOf(String messageId, int index, int count) {
    meta.addToLabels(Names.MESSAGE_LABEL, WorkName.messageLabel(messageId));
    return ofMessage(
        VideoJobSpecOriginBuilder.builder()
            .messageId(messageId)
            .recordIndex(index)
            .recordCount(count)
            .body("{}")
            .build());
  }

  /** It holds its message. */
  public AVideoJob holding(Lease lease) {
    meta.addToAnnotations(Names.LEASE_ANNOTATION, lease.toJson());
    return this;
  }

  public AVideoJob withUid(String uid) {
    meta.withUid(uid);
    return this;
  }

  public AVideoJob beingDeleted() {
    meta.withDeletionTimestamp("2026-03-01T12:00:00Z");
    return this;
  }

  public AVideoJob withPayload(JsonNode payload) {
    spec.payload(payload);
    return this;
  }

  /** Anything else about its spec. */
  public AVideoJob with(Consumer<VideoJobSpecBuilder> change) {
    change.accept(spec);
    return this;
  }

  public AVideoJob withStatus(VideoJobStatus given) {
    status = given;
    return this;
  }

  /** Its status remembers {@code attempts}, the last of them its newest. */
  public AVideoJob withAttempts(Attempt... attempts) {
    return withStatus(
        VideoJobStatusBuilder.builder(status == null ? VideoJobStatus.NEW : status)
            .attempt(attempts[attempts.length - 1].number())
            .attempts(List.of(attempts))
            .build());
  }

  public VideoJob build() {
    var job = new VideoJob();
    job.setMetadata(meta.build());
    job.setSpec(spec.build());
    job.setStatus(status);
    return job;
  }
}
