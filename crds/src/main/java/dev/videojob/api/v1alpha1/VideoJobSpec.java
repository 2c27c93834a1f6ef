package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted. {@code source}, {@code task}, {@code destination}, {@code queueRef} and {@code
 * origin} never change.
 */
@JsonClassDescription(
    "What is wanted. source, task, destination, queueRef and origin never change after creation.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.source) || has(self.task)",
    fieldPath = ".source",
    reason = "FieldValueRequired",
    message =
        "write source.uri, the media to transcode, such as s3://videos-in/trailer.mp4, or task, what"
            + " else is to be done")
@ValidationRule(
    value = "has(self.source) == has(oldSelf.source)",
    fieldPath = ".source",
    reason = "FieldValueForbidden",
    message = "cannot change after creation; create another VideoJob")
@ValidationRule(
    value = "has(self.task) == has(oldSelf.task) && (!has(self.task) || self.task == oldSelf.task)",
    fieldPath = ".task",
    reason = "FieldValueForbidden",
    message = "cannot change after creation; create another VideoJob")
@ValidationRule(
    value = "has(self.queueRef) || has(self.destination) || has(self.task)",
    fieldPath = ".destination",
    reason = "FieldValueRequired",
    message =
        "write queueRef, the name of a VideoQueue whose destination applies, or destination.uri,"
            + " such as s3://videos-out/trailer")
@ValidationRule(
    value =
        "has(self.queueRef) == has(oldSelf.queueRef)"
            + " && (!has(self.queueRef) || self.queueRef == oldSelf.queueRef)",
    fieldPath = ".queueRef",
    reason = "FieldValueForbidden",
    message = "cannot change after creation; create another VideoJob")
@ValidationRule(
    value =
        "has(self.destination) == has(oldSelf.destination)"
            + " && (!has(self.destination) || self.destination == oldSelf.destination)",
    fieldPath = ".destination",
    reason = "FieldValueForbidden",
    message = "cannot change after creation; create another VideoJob")
@ValidationRule(
    value =
        "has(self.origin) == has(oldSelf.origin)"
            + " && (!has(self.origin) || self.origin == oldSelf.origin)",
    fieldPath = ".origin",
    reason = "FieldValueForbidden",
    message = "is written once, by the operator; leave it out or as it is")
@RecordBuilder
public record VideoJobSpec(
    @Size(min = 1, max = 63)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
        @JsonPropertyDescription(
            "Name of the VideoQueue in this namespace whose limits, defaults and template apply."
                + " Without it the operator's own defaults apply.")
        @Nullable String queueRef,
    @ValidationRule(
            value = "self == oldSelf",
            reason = "FieldValueForbidden",
            message = "cannot change after creation; create another VideoJob")
        @JsonPropertyDescription(
            "The media to work on; needed unless there is a task. It never changes after creation.")
        @Nullable Source source,
    @JsonPropertyDescription(
            "What is done. Default: the source is transcoded. It never changes after creation.")
        @Nullable TaskSpec task,
    @JsonPropertyDescription(
            "Where outputs go. Default: the queue's destination; a transcode needs one of the two.")
        @Nullable Destination destination,
    @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
        @JsonPropertyDescription(
            "Name of a TranscodeProfile in this namespace or of a built-in one (hls-ladder, mp4-720p,"
                + " audio-only, thumbnails). Default: the queue's profile, then hls-ladder.")
        @Nullable String profile,
    @Size(min = 1, max = 63)
        @ValidationRule(value = Rules.CLASS_NAME, message = Rules.CLASS_NAME_SAYS)
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
    @Min(0)
        @Max(31536000)
        @JsonPropertyDescription(
            "Seconds for which the VideoJob is kept once it has ended and everybody has been told;"
                + " then the operator deletes it. Default: the queue's retention if it came from a"
                + " message, else it is kept. Do not set it where a GitOps tool applies the VideoJob:"
                + " it would be applied anew and run again.")
        @Nullable Integer ttlSecondsAfterFinished,
    @Size(max = 4096)
        @JsonPropertyDescription("Facts of the user's own, copied to the metadata document.")
        Map<String, @Size(max = 16384) String> metadata,
    @PreserveUnknownFields
        @JsonPropertyDescription(
            "A JSON object of the user's own, at most 16 KiB, kept with the work and given to its task.")
        @Nullable JsonNode payload,
    @JsonPropertyDescription("The message this work came from. Written by the operator only.")
        @Nullable Origin origin) {

  public static final int DEFAULT_PRIORITY = 50;

  public VideoJobSpec {
    priority = requireNonNullElse(priority, DEFAULT_PRIORITY);
    suspend = requireNonNullElse(suspend, false);
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }

  /** Address of the source; empty for a task without one. */
  public Optional<String> sourceUri() {
    return Optional.ofNullable(source).map(Source::uri);
  }

  /** Where the media is. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Source(
      @Required
          @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.SOURCE_URI, message = Rules.SOURCE_URI_SAYS)
          @JsonPropertyDescription(
              "s3://BUCKET/KEY (the key as it is, not URL-encoded) or an https:// address.")
          String uri,
      @Size(min = 1, max = 1024)
          @JsonPropertyDescription("S3 version id. Default: the newest version.")
          @Nullable String versionId,
      @Size(min = 1, max = 1024)
          @JsonPropertyDescription(
              "Expected entity tag; another one is a permanent fault (source changed).")
          @Nullable String etag,
      @Min(0)
          @Max(54975581388800L)
          @JsonPropertyDescription("Expected size in bytes; another one is a permanent fault.")
          @Nullable Long sizeBytes) {}

  /** Where outputs go. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Destination(
      @Required
          @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.DESTINATION_URI, message = Rules.DESTINATION_URI_SAYS)
          @JsonPropertyDescription(
              "s3://BUCKET/PREFIX under which the outputs and manifest.json are published.")
          String uri) {}

  /**
   * The message that asked for this work, as it was received. Its lease, which changes, is in the
   * annotation {@code videojob.dev/lease}.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.recordIndex < self.recordCount",
      fieldPath = ".recordIndex",
      message = "must be below recordCount; the first record is 0")
  @ValidationRule(
      value = "!has(self.body) || !has(self.bodySecret)",
      fieldPath = ".bodySecret",
      message = "must be left out where body is given: the body is in one of the two")
  @RecordBuilder
  public record Origin(
      @Required
          @Size(min = 1, max = 256)
          @JsonPropertyDescription("Id that the queue gave the message.")
          String messageId,
      @Default("0")
          @Min(0)
          @Max(99999)
          @JsonPropertyDescription("Place of this piece of work among the message's records.")
          Integer recordIndex,
      @Default("1")
          @Min(1)
          @Max(100000)
          @JsonPropertyDescription("Number of pieces of work in the message.")
          Integer recordCount,
      @Size(max = 65536)
          @JsonPropertyDescription("Body as received, when it is small enough to be carried here.")
          @Nullable String body,
      @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
          @JsonPropertyDescription("Name of the Secret that carries a larger body.")
          @Nullable String bodySecret,
      @Size(max = 64) @JsonPropertyDescription("Message attributes as received.")
          Map<String, @Size(max = 65536) String> attributes,
      @Size(min = 1, max = 40)
          @ValidationRule(value = Rules.TIME, message = Rules.TIME_SAYS)
          @JsonPropertyDescription("RFC 3339 time at which the message was sent.")
          @Nullable String sentAt,
      @Size(min = 1, max = 128)
          @JsonPropertyDescription(
              "Message group of a FIFO queue, or of a fair one; its dead letter keeps it.")
          @Nullable String messageGroup,
      @JsonPropertyDescription(
              "The VideoJob whose failure this work repeats: the message was its dead letter and was"
                  + " redriven. It may be gone by now.")
          @Nullable RedriveOf redriveOf) {

    public Origin {
      recordIndex = requireNonNullElse(recordIndex, 0);
      recordCount = requireNonNullElse(recordCount, 1);
      attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }
  }

  /** A VideoJob that failed, and whose work is done anew. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RedriveOf(
      @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
          @JsonPropertyDescription("Name of the VideoJob that failed.")
          String name,
      @Required
          @Size(min = 1, max = 128)
          @ValidationRule(value = Rules.UID, message = Rules.UID_SAYS)
          @JsonPropertyDescription("Its uid, which tells it from another of that name.")
          String uid) {}
}
