package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work that a message asks for.
 *
 * @param identity what makes two requests the same work
 * @param sourceUri {@code s3://BUCKET/KEY} with the key as it is, or an http(s) address
 * @param sizeBytes size that the event told
 * @param sequencer order of the event among those of its key, in hexadecimal
 * @param profile profile that the message names, aliases resolved; null leaves it to the queue
 * @param priority 0 to 100; null leaves it to the default
 * @param payload JSON object of at most {@link PlainJson#MAX_KEPT_BYTES}
 * @param id the message's own id of the work
 */
@RecordBuilder
public record WorkRequest(
    WorkIdentity identity,
    String sourceUri,
    @Nullable String versionId,
    @Nullable String etag,
    @Nullable Long sizeBytes,
    @Nullable String sequencer,
    @Nullable String profile,
    @Nullable String className,
    @Nullable Integer priority,
    @Nullable JsonNode payload,
    Map<String, String> metadata,
    @Nullable String id) {

  public WorkRequest {
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }
}
