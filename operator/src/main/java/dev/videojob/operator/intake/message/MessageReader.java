package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.intake.message.MessageJson.Fault;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads messages by shape, without side effects: S3 notifications, EventBridge's Object Created,
 * either in an SNS envelope, and plain JSON by the queue's mapping. Whether a profile or an object
 * exists is not asked here.
 */
public final class MessageReader {
  private static final int BODY_DIGEST = 20;

  private final PlainJson plainJson;

  /**
   * Reads the messages of {@code queue}.
   *
   * @throws InvalidMappingException when the queue's mapping has something that is not a JSONPath
   */
  public MessageReader(VideoQueueSpec queue) {
    this.plainJson = new PlainJson(queue);
  }

  /**
   * Reads a message as it was received, which may be a dead letter that came back: that asks for
   * the work whose failure it tells, and for no other record of its body. Never throws for what a
   * message says.
   */
  public Reading read(ReceivedMessage message) {
    String body = ReturnedLetter.original(message).body();
    return ReturnedLetter.of(message.attributes())
        .flatMap(letter -> returned(body, letter, message.messageId()))
        .orElseGet(() -> read(body, message.messageId()));
  }

  private Reading read(String body, String messageId) {
    try {
      return distinct(read(MessageJson.object(body), messageId));
    } catch (Fault fault) {
      return new Reading.NotUnderstood(fault.sentence());
    }
  }

  /** Empty when the letter does not go with the body. */
  private Optional<Reading> returned(String body, ReturnedLetter letter, String messageId) {
    RedriveOf failed = letter.redriveOf();
    // Each copy of a letter has a message id of its own; all have one body.
    Reading reading = read(body, failed == null ? messageId : Digest.of(body, BODY_DIGEST));
    if (!(reading instanceof Reading.Work work)) {
      return Optional.of(reading);
    }
    try {
      Integer only = letter.only(work.requests().size()).orElse(null);
      return Optional.of(
          new Reading.Work(failed == null ? work.requests() : again(work, failed), only));
    } catch (ReturnedLetter.Misfit e) {
      return Optional.empty();
    }
  }

  private static List<WorkRequest> again(Reading.Work work, RedriveOf failed) {
    return work.requests().stream().map(request -> request.again(failed)).toList();
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
