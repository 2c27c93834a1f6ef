package dev.videojob.operator.intake.source;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was received.
 *
 * @param messageId the queue's id, the same at each receive
 * @param attributes message attributes as strings; binary ones in base64
 * @param receiptHandle what renews and deletes it, new at each receive
 * @param receivedAt our time of the receive
 * @param sentAt time at which the queue took it
 * @param receiveCount how often it was received, this time included; a hint
 * @param groupId message group of a FIFO or fair queue
 */
public record ReceivedMessage(
    String messageId,
    String body,
    Map<String, String> attributes,
    String receiptHandle,
    Instant receivedAt,
    @Nullable Instant sentAt,
    int receiveCount,
    @Nullable String groupId) {

  public ReceivedMessage {
    attributes = Map.copyOf(attributes);
  }

  /** This message, saying something else. */
  public ReceivedMessage with(String otherBody, Map<String, String> otherAttributes) {
    return new ReceivedMessage(
        messageId,
        otherBody,
        otherAttributes,
        receiptHandle,
        receivedAt,
        sentAt,
        receiveCount,
        groupId);
  }

  /** What holds this message. */
  public Lease lease() {
    return new Lease(messageId, receiptHandle, receivedAt, receiveCount);
  }
}
