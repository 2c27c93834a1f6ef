package dev.videojob.operator.intake;

import dev.videojob.operator.intake.source.ReceivedMessage;
import java.time.Instant;
import java.util.Map;

/** Received messages for tests. */
public final class Messages {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Messages() {}

  public static ReceivedMessage message(String body) {
    return message("5fea7756-0ea4-451a-a703-a558b933e274", body);
  }

  public static ReceivedMessage message(String id, String body) {
    return new ReceivedMessage(
        id, body, Map.of(), "receipt-1", NOON, NOON.minusSeconds(2), 1, null);
  }

  /** The same message as it is received again, later. */
  public static ReceivedMessage again(ReceivedMessage message) {
    return new ReceivedMessage(
        message.messageId(),
        message.body(),
        message.attributes(),
        message.receiptHandle() + "'",
        message.receivedAt().plusSeconds(120),
        message.sentAt(),
        message.receiveCount() + 1,
        message.groupId());
  }

  /** The notification of one created object, as S3 sends it. */
  public static String s3Event(String bucket, String encodedKey, String sequencer) {
    return "{\"Records\":[" + s3Record("ObjectCreated:Put", bucket, encodedKey, sequencer) + "]}";
  }

  /** A record of a notification, as S3 sends it. */
  public static String s3Record(
      String eventName, String bucket, String encodedKey, String sequencer) {
    return """
        {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2",
         "eventTime":"1970-01-01T00:00:00.000Z","eventName":"%s",
         "userIdentity":{"principalId":"AIDAJDPLRKLG7UEXAMPLE"},
         "requestParameters":{"sourceIPAddress":"127.0.0.1"},
         "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810",
          "x-amz-id-2":"FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD"},
         "s3":{"s3SchemaVersion":"1.0","configurationId":"testConfigRule",
          "bucket":{"name":"%s","ownerIdentity":{"principalId":"A3NL1KOZZKExample"},
           "arn":"arn:aws:s3:::%s"},
          "object":{"key":"%s","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e",
           "sequencer":"%s"}}}
        """
        .formatted(eventName, bucket, bucket, encodedKey, sequencer);
  }
}
