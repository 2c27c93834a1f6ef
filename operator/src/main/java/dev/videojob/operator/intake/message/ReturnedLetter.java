package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.resources.PackedText;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message says that was a dead letter of ours, however it came back to its queue. Anybody
 * can write attributes: one that is broken says nothing, and the message is one like any other.
 *
 * @param redriveOf the VideoJob whose failure the letter tells; null where none was made
 * @param recordIndex place of the work among the records of the body; null for all of them
 * @param recordCount number of the body's records as the letter knows it
 */
public record ReturnedLetter(
    @Nullable RedriveOf redriveOf, @Nullable Integer recordIndex, @Nullable Integer recordCount) {

  /** No message of SQS was larger before it was packed. */
  private static final int MAX_BODY_BYTES = 1_048_576;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME =
      Pattern.compile("[^/]{1,253}/([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)");
  private static final Pattern UID = Pattern.compile("[A-Za-z0-9-]{1,128}");

  /** What the attributes of a message say, if they are those of a dead letter. */
  public static Optional<ReturnedLetter> of(Map<String, String> attributes) {
    String details = attributes.get(DeadLetterAttributes.DETAILS);
    if (details == null) {
      return Optional.empty();
    }
    try {
      JsonNode tree = JSON.readTree(details);
      return tree.isObject()
          ? Optional.of(
              new ReturnedLetter(
                  redriveOf(tree), number(tree, "recordIndex"), number(tree, "recordCount")))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static @Nullable RedriveOf redriveOf(JsonNode tree) {
    Matcher name = NAME.matcher(tree.path("videoJob").asText());
    String uid = tree.path("uid").asText();
    return name.matches() && tree.path("uid").isTextual() && UID.matcher(uid).matches()
        ? new RedriveOf(name.group(1), uid)
        : null;
  }

  private static @Nullable Integer number(JsonNode tree, String field) {
    JsonNode value = tree.path(field);
    return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0
        ? value.intValue()
        : null;
  }

  /**
   * The only one of {@code count} records that the letter speaks of; empty when it speaks of all. A
   * letter without a VideoJob names one only if it knows the number of records.
   *
   * @throws Misfit when its record cannot be one of them
   */
  Optional<Integer> only(int count) throws Misfit {
    if (recordCount != null && recordCount != count) {
      throw new Misfit();
    }
    if (recordIndex == null || (redriveOf == null && recordCount == null)) {
      return Optional.empty();
    }
    if (recordIndex >= count) {
      throw new Misfit();
    }
    return Optional.of(recordIndex);
  }

  /** The letter and its body do not belong together. */
  static final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The message as it was before it died: its body unpacked, our attributes taken off. What is said
   * to be packed and is not stays as it is.
   */
  public static ReceivedMessage original(ReceivedMessage message) {
    Map<String, String> attributes = new HashMap<>(message.attributes());
    String body = message.body();
    if (DeadLetterAttributes.GZIP_BASE64.equals(
        attributes.get(DeadLetterAttributes.BODY_ENCODING))) {
      Optional<String> unpacked = unpacked(body);
      if (unpacked.isEmpty()) {
        return message;
      }
      body = unpacked.get();
    }
    return attributes.keySet().removeAll(DeadLetterAttributes.OURS)
        ? message.with(body, attributes)
        : message;
  }

  private static Optional<String> unpacked(String body) {
    try {
      return Optional.of(PackedText.unpack(body, MAX_BODY_BYTES));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
