package dev.videojob.operator.intake;

import static java.util.Objects.requireNonNullElse;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecDestinationBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.intake.message.DestinationTemplates;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.intake.message.WorkRequest;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.QueueKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes VideoJobs of what messages ask for. Pure. */
public final class VideoJobFactory {
  /** Body and attributes above this, in UTF-8 bytes, go to a Secret. */
  static final int MAX_CARRIED_BYTES = 32 * 1024;

  private VideoJobFactory() {}

  /**
   * The VideoJob of {@code request}. It carries its lease from the start only when nothing else has
   * to be written for its message: the lease is the seal on a message of which everything is
   * durable, and one without it comes again (see {@link MessageIntake}).
   */
  static VideoJob create(
      WorkRequest request, RecordPlace place, ReceivedMessage message, VideoQueue queue) {
    QueueKey key = QueueKey.of(queue);
    String name = WorkName.of(key, request);
    boolean carried = bytes(message) <= MAX_CARRIED_BYTES;
    ObjectMeta metadata = metadata(name, key, request, message);
    if (carried && place.alone()) {
      metadata.getAnnotations().put(Names.LEASE_ANNOTATION, message.lease().toJson());
    }
    VideoJob job = new VideoJob();
    job.setMetadata(metadata);
    job.setSpec(spec(name, request, queue, origin(name, request, place, message, carried)));
    return job;
  }

  private static ObjectMeta metadata(
      String name, QueueKey key, WorkRequest request, ReceivedMessage message) {
    return new ObjectMetaBuilder()
        .withNamespace(key.namespace())
        .withName(name)
        .addToLabels(Names.QUEUE_LABEL, key.name())
        .addToLabels(Names.MESSAGE_LABEL, WorkName.messageLabel(message.messageId()))
        .addToLabels(Names.MANAGED_BY_LABEL, Names.MANAGED_BY)
        .addToAnnotations(Names.IDENTITY_ANNOTATION, WorkName.fingerprint(key, request.identity()))
        .withFinalizers(Names.FINALIZER)
        .build();
  }

  private static VideoJobSpec spec(
      String name, WorkRequest request, VideoQueue queue, VideoJobSpec.Origin origin) {
    return VideoJobSpecBuilder.builder()
        .queueRef(queue.getMetadata().getName())
        .source(source(request))
        .task(queue.getSpec().taskOf(request.className()).orElse(null))
        .destination(destination(name, request, queue))
        .profile(request.profile())
        .className(request.className())
        .priority(requireNonNullElse(request.priority(), VideoJobSpec.DEFAULT_PRIORITY))
        .metadata(request.metadata())
        .payload(request.payload())
        .origin(origin)
        .build();
  }

  private static VideoJobSpec.@Nullable Source source(WorkRequest request) {
    return request.sourceUri() == null
        ? null
        : VideoJobSpecSourceBuilder.builder()
            .uri(request.sourceUri())
            .versionId(request.versionId())
            .etag(request.etag())
            .sizeBytes(request.sizeBytes())
            .build();
  }

  /**
   * Null where the queue has no template: the planner then says what is missing. A task that has no
   * source has no destination made of it either.
   */
  private static VideoJobSpec.@Nullable Destination destination(
      String name, WorkRequest request, VideoQueue queue) {
    var template = queue.getSpec().destination();
    return template == null || request.sourceUri() == null
        ? null
        : VideoJobSpecDestinationBuilder.builder()
            .uri(DestinationTemplates.fill(template.uri(), name, request.sourceUri(), request.id()))
            .build();
  }

  private static VideoJobSpec.Origin origin(
      String name,
      WorkRequest request,
      RecordPlace place,
      ReceivedMessage message,
      boolean carried) {
    return VideoJobSpecOriginBuilder.builder()
        .messageId(message.messageId())
        .recordIndex(place.index())
        .recordCount(place.count())
        .body(carried ? message.body() : null)
        .bodySecret(carried ? null : MessageSecret.nameFor(name))
        .attributes(carried ? message.attributes() : Map.of())
        .sentAt(message.sentAt() == null ? null : message.sentAt().toString())
        .messageGroup(message.groupId())
        .redriveOf(request.redriveOf())
        .build();
  }

  private static int bytes(ReceivedMessage message) {
    int bytes = utf8(message.body());
    for (var attribute : message.attributes().entrySet()) {
      bytes += utf8(attribute.getKey()) + utf8(attribute.getValue());
    }
    return bytes;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The lease that a VideoJob carries, or null. */
  static @Nullable Lease leaseOf(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations == null
        ? null
        : Lease.fromJson(annotations.get(Names.LEASE_ANNOTATION)).orElse(null);
  }
}
