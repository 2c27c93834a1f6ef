package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.operator.intake.message.MessageJson.Fault;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events that say that an object was created: S3 notifications, whose keys are form-encoded, and
 * EventBridge events, whose keys are plain. Versions are compared by their major part and unknown
 * fields are left alone, as AWS adds both.
 */
final class ObjectEvents {
  private static final String S3_MAJOR = "2";
  private static final String EVENTBRIDGE_MAJOR = "0";

  private ObjectEvents() {}

  static boolean isTestEvent(JsonNode root) {
    return root.path("Event").asText().equals("s3:TestEvent");
  }

  static boolean isNotification(JsonNode root) {
    return root.path("Records").isArray();
  }

  static boolean isEventBridge(JsonNode root) {
    return root.path("source").asText().equals("aws.s3")
        && root.has("detail-type")
        && root.path("detail").isObject();
  }

  static Reading notification(JsonNode root, String messageId) {
    List<WorkRequest> requests = new ArrayList<>();
    Set<String> passedOver = new LinkedHashSet<>();
    JsonNode records = root.path("Records");
    for (int i = 0; i < records.size(); i++) {
      String where = "Records[" + i + "]";
      String name = eventName(records.get(i), where);
      JsonNode s3 = records.get(i).path("s3");
      if (!name.startsWith("ObjectCreated:")) {
        passedOver.add(name);
      } else if (isFolder(s3.path("object"))) {
        passedOver.add("the creation of a folder");
      } else {
        requests.add(record(s3, where + ".s3", messageId));
      }
    }
    return requests.isEmpty() ? nothing(passedOver) : new Reading.Work(requests);
  }

  private static Reading nothing(Set<String> passedOver) {
    return new Reading.Ignorable(
        passedOver.isEmpty()
            ? "The S3 notification has no records."
            : "The S3 notification tells of "
                + String.join(", ", passedOver)
                + "; only created objects make work.");
  }

  private static String eventName(JsonNode record, String where) {
    String source = record.path("eventSource").asText();
    if (!record.path("s3").isObject() || !(source.isEmpty() || source.endsWith(":s3"))) {
      throw new Fault(
          "%s is not of S3: eventSource is %s; only aws:s3 with a field s3 is understood."
              .formatted(where, MessageJson.kind(record.get("eventSource"))));
    }
    requireMajor(record.get("eventVersion"), S3_MAJOR, where + ".eventVersion");
    String name = record.path("eventName").asText();
    // Notifications have the name bare; stores that copy AWS keep the prefix of its settings.
    return name.startsWith("s3:") ? name.substring(3) : name;
  }

  private static WorkRequest record(JsonNode s3, String where, String messageId) {
    JsonNode object = s3.path("object");
    String encoded = text(object, "key", where + ".object.key");
    return request(
        text(s3.path("bucket"), "name", where + ".bucket.name"),
        formDecoded(encoded, where + ".object.key"),
        object,
        "versionId",
        "eTag",
        messageId,
        where);
  }

  private static String formDecoded(String encoded, String where) {
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Fault(
          "%s is %s, which is not form-encoded as S3 encodes keys: %s."
              .formatted(where, MessageJson.quoted(encoded), e.getMessage()));
    }
  }

  static Reading eventBridge(JsonNode root, String messageId) {
    String type = root.path("detail-type").asText();
    if (!type.equals("Object Created")) {
      return new Reading.Ignorable(
          "The event is %s; only Object Created makes work.".formatted(MessageJson.quoted(type)));
    }
    JsonNode detail = root.path("detail");
    requireMajor(detail.get("version"), EVENTBRIDGE_MAJOR, "detail.version");
    JsonNode object = detail.path("object");
    if (isFolder(object)) {
      return new Reading.Ignorable("The event tells of the creation of a folder, not of media.");
    }
    return new Reading.Work(
        List.of(
            request(
                text(detail.path("bucket"), "name", "detail.bucket.name"),
                text(object, "key", "detail.object.key"),
                object,
                "version-id",
                "etag",
                messageId,
                "detail")));
  }

  private static WorkRequest request(
      String bucket,
      String key,
      JsonNode object,
      String versionField,
      String etagField,
      String messageId,
      String where) {
    String version = optional(object, versionField);
    String versionId = "null".equals(version) ? null : version;
    String etag = optional(object, etagField);
    String sequencer = optional(object, "sequencer");
    JsonNode size = object.path("size");
    return WorkRequestBuilder.builder()
        .identity(WorkIdentity.OfObject.of(bucket, key, versionId, etag, sequencer, messageId))
        .sourceUri(s3Uri(bucket, key, where))
        .versionId(versionId)
        .etag(etag)
        .sequencer(sequencer)
        .sizeBytes(size.canConvertToLong() && size.longValue() >= 0 ? size.longValue() : null)
        .build();
  }

  private static String s3Uri(String bucket, String key, String where) {
    return switch (MediaAddress.object(bucket, key, null)) {
      case MediaAddress.S3Object object -> object.uri();
      case MediaAddress.Wrong wrong ->
          throw new Fault("The object in " + where + " " + wrong.reason());
      case MediaAddress.Web web -> web.uri();
      case MediaAddress.BareKey bare -> bare.key();
    };
  }

  /** Consoles make folders as empty objects whose keys end with a slash. */
  private static boolean isFolder(JsonNode object) {
    return object.path("key").asText().endsWith("/") && object.path("size").asLong(0) == 0;
  }

  private static void requireMajor(@Nullable JsonNode version, String major, String where) {
    if (version != null && !version.asText().split("\\.", 2)[0].equals(major)) {
      throw new Fault(
          "%s is %s; only major version %s is understood."
              .formatted(where, MessageJson.kind(version), major));
    }
  }

  private static String text(JsonNode parent, String field, String where) {
    JsonNode value = parent.path(field);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new Fault(
          "%s is %s; write a non-empty string.".formatted(where, MessageJson.kind(value)));
    }
    return value.textValue();
  }

  private static @Nullable String optional(JsonNode parent, String field) {
    String value = parent.path(field).asText("");
    return value.isEmpty() ? null : value;
  }
}
