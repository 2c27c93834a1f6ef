package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.resources.PackedText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message that could not be worked on, with why: the original body and attributes, plus our own
 * attributes. It has the same id however often it is sent, so that a reader can tell a second copy
 * from a second failure.
 *
 * @param id of this failure
 * @param failureClass what would have helped, such as {@code Permanent}
 * @param reason one CamelCase word
 * @param message a sentence
 * @param attempts that were spent
 * @param exitCode of the last attempt
 * @param videoJob namespace/name of the resource, if one was made
 * @param uid of that resource
 * @param recordIndex place of the work among the message's records; null for all of them
 * @param recordCount number of the message's records; null where they could not be read
 */
public record DeadLetter(
    String id,
    String failureClass,
    String reason,
    String message,
    int attempts,
    @Nullable Integer exitCode,
    @Nullable String videoJob,
    @Nullable String uid,
    @Nullable Integer recordIndex,
    @Nullable Integer recordCount) {

  /** SQS accepts this many attributes. */
  static final int MAX_ATTRIBUTES = 10;

  /** SQS accepts this many bytes of body and attributes together (since August 2025). */
  static final int MAX_BYTES = 1_048_576;

  /** A message ready to be sent. */
  public record Envelope(String body, Map<String, String> attributes) {
    int bytes() {
      return utf8(body)
          + attributes.entrySet().stream()
              .mapToInt(entry -> utf8(entry.getKey()) + utf8(entry.getValue()) + "String".length())
              .sum();
    }

    private static int utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /**
   * The dead letter of a message.
   *
   * @param body as it was received
   * @param attributes as they were received; those that do not fit beside ours are left out
   */
  public Envelope envelope(String body, Map<String, String> attributes, ObjectMapper json) {
    var all = new LinkedHashMap<String, String>();
    all.put(DeadLetterAttributes.REASON, reason);
    all.put(DeadLetterAttributes.FAILURE_CLASS, failureClass);
    all.put(DeadLetterAttributes.DETAILS, json.valueToTree(this).toString());
    new TreeMap<>(attributes)
        .forEach(
            (name, value) -> {
              if (all.size() < MAX_ATTRIBUTES - 1) {
                all.putIfAbsent(name, value);
              }
            });
    var plain = new Envelope(body, all);
    return plain.bytes() <= MAX_BYTES ? plain : compressed(body, all);
  }

  /**
   * The dead letter, ready to be sent.
   *
   * @param group of the message, whose order a FIFO queue keeps
   */
  QueueSender.Outgoing outgoing(
      String body, Map<String, String> attributes, String group, ObjectMapper json) {
    var envelope = envelope(body, attributes, json);
    return new QueueSender.Outgoing(envelope.body(), envelope.attributes(), id, group);
  }

  private static Envelope compressed(String body, Map<String, String> attributes) {
    var all = new LinkedHashMap<>(attributes);
    all.put(DeadLetterAttributes.BODY_ENCODING, DeadLetterAttributes.GZIP_BASE64);
    return new Envelope(PackedText.pack(body), all);
  }
}
