package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.intake.message.FieldPaths.Found;
import dev.videojob.operator.intake.message.MessageJson.Fault;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages of people's own shape, read by the queue's {@code spec.mapping}. Text may be written as
 * a string or a number.
 */
final class PlainJson {
  /**
   * Payload and metadata above this stay in the message's body only, which the VideoJob carries or
   * refers to anyway. So does a payload that is not an object. A task's must be carried.
   */
  static final int MAX_KEPT_BYTES = 16 * 1024;

  /** Qualities that are understood without an alias; all others are names of profiles. */
  private static final Map<String, String> BUILT_IN_ALIASES =
      Map.of("720p", "mp4-720p", "audio", "audio-only");

  private static final Map<String, Integer> PRIORITIES =
      Map.of("high", 90, "medium", 50, "low", 10);

  private final VideoQueueSpec queue;
  private final VideoQueueSpec.Mapping mapping;
  private final FieldPaths id;
  private final FieldPaths url;
  private final FieldPaths bucket;
  private final FieldPaths profile;
  private final FieldPaths priority;
  private final FieldPaths className;
  private final FieldPaths payload;
  private final FieldPaths metadata;

  /**
   * Reads the messages of {@code queue}.
   *
   * @throws InvalidMappingException when its mapping has something that is not a JSONPath
   */
  PlainJson(VideoQueueSpec queue) {
    this.queue = queue;
    this.mapping = queue.mapping();
    this.id = FieldPaths.compile("id", mapping.id());
    this.url = FieldPaths.compile("url", mapping.url());
    this.bucket = FieldPaths.compile("bucket", mapping.bucket());
    this.profile = FieldPaths.compile("profile", mapping.profile());
    this.priority = FieldPaths.compile("priority", mapping.priority());
    this.className = FieldPaths.compile("className", mapping.className());
    this.payload = FieldPaths.compile("payload", mapping.payload());
    this.metadata = FieldPaths.compile("metadata", mapping.metadata());
  }

  /**
   * Reads one message.
   *
   * @throws Fault when the message lacks what work needs
   */
  Reading read(JsonNode root, String messageId) {
    String mappedId = text(id, root).orElse(null);
    String asked = text(className, root).orElse(null);
    boolean task = queue.taskOf(asked).isPresent();
    Source source = task ? sourceOfTask(root) : source(root);
    return new Reading.Work(
        List.of(
            WorkRequestBuilder.builder()
                .identity(identity(mappedId, messageId))
                .sourceUri(source.uri())
                .versionId(source.versionId())
                .profile(text(profile, root).map(this::profileNamed).orElse(null))
                .className(asked)
                .priority(priority.find(root).map(PlainJson::priorityOf).orElse(null))
                .payload(payload.find(root).map(found -> payloadOf(found, task)).orElse(null))
                .metadata(metadata.find(root).map(PlainJson::metadataOf).orElse(Map.of()))
                .id(mappedId)
                .build()));
  }

  private WorkIdentity identity(@Nullable String mappedId, String messageId) {
    return switch (mapping.identity()) {
      case MESSAGE_ID -> new WorkIdentity.OfMessage(messageId);
      case MAPPED_ID -> {
        if (mappedId == null) {
          throw new Fault(
              "The message has no id: none of %s yields a value, and the queue's mapping.identity is"
                      .formatted(id)
                  + " MappedId.");
        }
        yield new WorkIdentity.OfMappedId(mappedId);
      }
    };
  }

  private record Source(@Nullable String uri, @Nullable String versionId) {
    static final Source NONE = new Source(null, null);
  }

  /** All that a task needs is in its payload; an address of media comes with it if it is one. */
  private Source sourceOfTask(JsonNode root) {
    try {
      return url.find(root).isPresent() ? source(root) : Source.NONE;
    } catch (Fault noMedia) {
      return Source.NONE;
    }
  }

  private Source source(JsonNode root) {
    Found found =
        url.find(root)
            .orElseThrow(
                () ->
                    new Fault(
                        "The message has no address of the media: none of %s yields a value."
                            .formatted(url)));
    String address = scalar(found);
    return switch (MediaAddress.parse(address)) {
      case MediaAddress.S3Object object -> new Source(object.uri(), object.versionId());
      case MediaAddress.Web web -> new Source(web.uri(), null);
      case MediaAddress.BareKey bare -> inBucket(bare.key(), root, found);
      case MediaAddress.Wrong wrong -> throw wrongAddress(found, address, wrong);
    };
  }

  private Source inBucket(String key, JsonNode root, Found found) {
    String name = text(bucket, root).orElse(mapping.defaultBucket());
    if (name == null) {
      throw new Fault(
          "%s is the bare key %s and the message names no bucket: none of %s yields a value; add one"
                  .formatted(found.path(), MessageJson.quoted(key), bucket)
              + " or set spec.mapping.defaultBucket on the queue.");
    }
    return switch (MediaAddress.object(name, key, null)) {
      case MediaAddress.S3Object object -> new Source(object.uri(), null);
      case MediaAddress.Wrong wrong -> throw wrongAddress(found, key, wrong);
      case MediaAddress.Web web -> new Source(web.uri(), null);
      case MediaAddress.BareKey bare -> throw new Fault(bare.key());
    };
  }

  private static Fault wrongAddress(Found found, String address, MediaAddress.Wrong wrong) {
    return new Fault(
        "The address %s in %s %s"
            .formatted(MessageJson.quoted(address), found.path(), wrong.reason()));
  }

  private String profileNamed(String word) {
    String alias = mapping.profileAliases().get(word);
    return alias != null ? alias : BUILT_IN_ALIASES.getOrDefault(word, word);
  }

  private static Integer priorityOf(Found found) {
    String written = scalar(found).strip();
    Integer named = PRIORITIES.get(written.toLowerCase(Locale.ROOT));
    if (named != null) {
      return named;
    }
    return percentile(written)
        .orElseThrow(
            () ->
                new Fault(
                    "%s is %s; write high, medium, low or a whole number from 0 to 100."
                        .formatted(found.path(), MessageJson.kind(found.value()))));
  }

  private static Optional<Integer> percentile(String digits) {
    try {
      BigDecimal number = new BigDecimal(digits);
      boolean within =
          number.compareTo(BigDecimal.ZERO) >= 0 && number.compareTo(BigDecimal.valueOf(100)) <= 0;
      return within ? Optional.of(number.intValueExact()) : Optional.empty();
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A transcode does without its payload; a task would be done with nothing. */
  private static @Nullable JsonNode payloadOf(Found found, boolean task) {
    int bytes = bytes(found.value().toString());
    if (found.value().isObject() && bytes <= MAX_KEPT_BYTES) {
      return found.value();
    }
    if (task) {
      throw new Fault(
          "%s, the payload of a task, is %s of %d bytes; write a JSON object of at most %d bytes."
              .formatted(found.path(), MessageJson.kind(found.value()), bytes, MAX_KEPT_BYTES));
    }
    return null;
  }

  private static Map<String, String> metadataOf(Found found) {
    if (!found.value().isObject()) {
      throw new Fault(
          "%s is %s; write a JSON object of facts."
              .formatted(found.path(), MessageJson.kind(found.value())));
    }
    if (bytes(found.value().toString()) > MAX_KEPT_BYTES) {
      return Map.of();
    }
    Map<String, String> facts = new HashMap<>();
    for (var field : found.value().properties()) {
      JsonNode value = field.getValue();
      if (!value.isNull()) {
        facts.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
      }
    }
    return facts;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Optional<String> text(FieldPaths paths, JsonNode root) {
    return paths.find(root).map(PlainJson::scalar);
  }

  private static String scalar(Found found) {
    JsonNode value = found.value();
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isNumber()) {
      return value.isIntegralNumber() ? value.asText() : value.decimalValue().toPlainString();
    }
    throw new Fault(
        "%s is %s; write a string or a number.".formatted(found.path(), MessageJson.kind(value)));
  }
}
