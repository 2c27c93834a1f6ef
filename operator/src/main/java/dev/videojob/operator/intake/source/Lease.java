package dev.videojob.operator.intake.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hold on one message. As JSON it is the annotation {@code videojob.dev/lease} of the VideoJobs
 * that were made of the message.
 *
 * @param receivedAt by the clock of the operator that received it
 * @param receiveCount how often SQS had given the message out by then
 */
public record Lease(String messageId, String receiptHandle, Instant receivedAt, int receiveCount) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Whether this lease replaces {@code other}, a lease of the same message: the later receive is
   * valid. SQS counts them, approximately; clocks jump, and those of two operators differ.
   */
  public boolean newerThan(Lease other) {
    return receiveCount == other.receiveCount
        ? receivedAt.isAfter(other.receivedAt)
        : receiveCount > other.receiveCount;
  }

  public String toJson() {
    return JSON.createObjectNode()
        .put("messageId", messageId)
        .put("receiptHandle", receiptHandle)
        .put("receivedAt", receivedAt.toString())
        .put("receiveCount", receiveCount)
        .toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @return empty for anything else: the message is then not held, comes again and is written anew
   */
  public static Optional<Lease> fromJson(@Nullable String json) {
    if (json == null || json.isBlank()) {
      return Optional.empty();
    }
    try {
      return fromTree(JSON.readTree(json));
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Lease> fromTree(JsonNode tree) {
    JsonNode messageId = tree.path("messageId");
    JsonNode receiptHandle = tree.path("receiptHandle");
    if (!messageId.isTextual() || !receiptHandle.isTextual()) {
      return Optional.empty();
    }
    return Optional.of(
        new Lease(
            messageId.textValue(),
            receiptHandle.textValue(),
            Instant.parse(tree.path("receivedAt").asText()),
            tree.path("receiveCount").asInt(1)));
  }
}
