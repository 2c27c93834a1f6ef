package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.intake.message.MessageJson.Fault;
import dev.videojob.operator.intake.source.ReceivedMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads messages by shape, without side effects: S3 notifications, EventBridge's Object Created,
 * either in an SNS envelope, and plain JSON by the queue's mapping. Whether a profile or an object
 * exists is not asked here.
 */
public final class MessageReader {
  private final PlainJson plainJson;

  /**
   * Reads the messages of {@code queue}.
   *
   * @throws InvalidMappingException when the queue's mapping has something that is not a JSONPath
   */
  public MessageReader(VideoQueueSpec queue) {
    this.plainJson = new PlainJson(queue.mapping());
  }

  /** Never throws for what a message says. */
  public Reading read(ReceivedMessage message) {
    try {
      return distinct(read(MessageJson.object(message.body()), message.messageId()));
    } catch (Fault fault) {
      return new Reading.NotUnderstood(fault.sentence());
    }
  }

  private Reading read(JsonNode root, String messageId) {
    if (isEnvelope(root)) {
      return readBare(MessageJson.object(root.path("Message").textValue()), messageId);
    }
    return readBare(root, messageId);
  }

  private Reading readBare(JsonNode root, String messageId) {
    if (ObjectEvents.isTestEvent(root)) {
      return new Reading.Ignorable("S3 sent its test event.");
    }
    if (ObjectEvents.isNotification(root)) {
      return ObjectEvents.notification(root, messageId);
    }
    if (ObjectEvents.isEventBridge(root)) {
      return ObjectEvents.eventBridge(root, messageId);
    }
    return plainJson.read(root, messageId);
  }

  /** Whether SNS wrapped the message, as it does without raw delivery. */
  private static boolean isEnvelope(JsonNode root) {
    return root.path("Type").asText().equals("Notification")
        && root.path("TopicArn").isTextual()
        && root.path("Message").isTextual();
  }

  /** One request per identity: a record that is repeated in a message is the same work. */
  private static Reading distinct(Reading reading) {
    if (!(reading instanceof Reading.Work work)) {
      return reading;
    }
    Map<WorkIdentity, WorkRequest> byIdentity = new LinkedHashMap<>();
    work.requests().forEach(request -> byIdentity.putIfAbsent(request.identity(), request));
    return new Reading.Work(byIdentity.values().stream().toList());
  }
}
