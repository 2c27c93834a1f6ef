package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted. {@code source}, {@code destination}, {@code queueRef} and {@code origin} never
 * change.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record VideoJobSpec(
    @JsonPropertyDescription(
            "Name of the VideoQueue in this namespace whose limits, defaults and template apply."
                + " Without it the operator's own defaults apply.")
        @Nullable String queueRef,
    @Required @JsonPropertyDescription("The media to work on.") Source source,
    @JsonPropertyDescription(
            "Where outputs go. Default: the queue's destination; one of the two must be there.")
        @Nullable Destination destination,
    @JsonPropertyDescription(
            "Name of a TranscodeProfile in this namespace or of a built-in one (hls-ladder, mp4-720p,"
                + " audio-only, thumbnails). Default: the queue's profile, then hls-ladder.")
        @Nullable String profile,
    @JsonPropertyDescription("Class of work; the queue's limits may bound it by this name.")
        @Nullable String className,
    @Default("50")
        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
            "Waiting jobs start in the order of their priority, highest first.")
        Integer priority,
    @Min(1)
        @Max(604800)
        @JsonPropertyDescription(
            "Seconds that one attempt may take from its start. Default: the queue's, then 21600 (6 h).")
        @Nullable Integer timeoutSeconds,
    @Min(1)
        @Max(100)
        @JsonPropertyDescription(
            "Attempts in all, the first included. Default: the queue's, then 3.")
        @Nullable Integer maxAttempts,
    @Default("false")
        @JsonPropertyDescription(
            "True holds the job back before its next attempt; running work goes on.")
        Boolean suspend,
    @JsonPropertyDescription("Facts of the user's own, copied to the metadata document.")
        Map<String, String> metadata,
    @PreserveUnknownFields
        @JsonPropertyDescription(
            "A JSON object of the user's own, at most 16 KiB, kept with the work.")
        @Nullable JsonNode payload,
    @JsonPropertyDescription("The message this work came from. Written by the operator only.")
        @Nullable Origin origin) {

  public static final int DEFAULT_PRIORITY = 50;

  public VideoJobSpec {
    priority = requireNonNullElse(priority, DEFAULT_PRIORITY);
    suspend = requireNonNullElse(suspend, false);
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }

  /** Where the media is. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Source(
      @Required
          @Size(min = 6, max = 2048)
          @Pattern("^(s3|https?)://.+")
          @JsonPropertyDescription(
              "s3://BUCKET/KEY (the key as it is, not URL-encoded) or an https:// address.")
          String uri,
      @JsonPropertyDescription("S3 version id. Default: the newest version.")
          @Nullable String versionId,
      @JsonPropertyDescription(
              "Expected entity tag; another one is a permanent fault (source changed).")
          @Nullable String etag,
      @Min(0) @JsonPropertyDescription("Expected size in bytes; another one is a permanent fault.")
          @Nullable Long sizeBytes) {}

  /** Where outputs go. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Destination(
      @Required
          @Size(min = 6, max = 2048)
          @Pattern("^s3://.+")
          @JsonPropertyDescription(
              "s3://BUCKET/PREFIX under which the outputs and manifest.json are published.")
          String uri) {}

  /**
   * The message that asked for this work, as it was received. Its lease, which changes, is in the
   * annotation {@code videojob.dev/lease}.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Origin(
      @Required @JsonPropertyDescription("Id that the queue gave the message.") String messageId,
      @Min(0) @JsonPropertyDescription("Place of this piece of work among the message's records.")
          Integer recordIndex,
      @Min(1) @JsonPropertyDescription("Number of pieces of work in the message.")
          Integer recordCount,
      @JsonPropertyDescription("Body as received, when it is small enough to be carried here.")
          @Nullable String body,
      @JsonPropertyDescription("Name of the Secret that carries a larger body.")
          @Nullable String bodySecret,
      @JsonPropertyDescription("Message attributes as received.") Map<String, String> attributes,
      @JsonPropertyDescription("RFC 3339 time at which the message was sent.")
          @Nullable String sentAt) {

    public Origin {
      recordIndex = requireNonNullElse(recordIndex, 0);
      recordCount = requireNonNullElse(recordCount, 1);
      attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }
  }
}
