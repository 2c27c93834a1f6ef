package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work that a message asks for.
 *
 * @param identity what makes two requests the same work
 * @param sourceUri {@code s3://BUCKET/KEY} with the key as it is, or an http(s) address; null for a
 *     task that has none
 * @param sizeBytes size that the event told
 * @param sequencer order of the event among those of its key, in hexadecimal
 * @param profile profile that the message names, aliases resolved; null leaves it to the queue
 * @param priority 0 to 100; null leaves it to the default
 * @param payload JSON object of at most {@link PlainJson#MAX_KEPT_BYTES}
 * @param id the message's own id of the work
 * @param redriveOf the VideoJob whose failure is worked on again
 */
@RecordBuilder
public record WorkRequest(
    WorkIdentity identity,
    @Nullable String sourceUri,
    @Nullable String versionId,
    @Nullable String etag,
    @Nullable Long sizeBytes,
    @Nullable String sequencer,
    @Nullable String profile,
    @Nullable String className,
    @Nullable Integer priority,
    @Nullable JsonNode payload,
    Map<String, String> metadata,
    @Nullable String id,
    @Nullable RedriveOf redriveOf) {

  public WorkRequest {
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }

  /** The same work anew, after {@code failed}. */
  WorkRequest again(RedriveOf failed) {
    return WorkRequestBuilder.builder(this)
        .identity(new WorkIdentity.OfRedrive(identity, failed.uid()))
        .redriveOf(failed)
        .build();
  }
}
