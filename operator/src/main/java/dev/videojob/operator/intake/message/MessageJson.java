package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reading JSON of others, with faults told in sentences. */
final class MessageJson {
  private static final ObjectReader READER =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int MAX_QUOTED = 80;

  private MessageJson() {}

  /** A JSON object, or a {@link Fault}. */
  static JsonNode object(String text) {
    JsonNode tree = tree(text);
    if (!tree.isObject()) {
      throw new Fault("The message is " + kind(tree) + "; write a JSON object.");
    }
    return tree;
  }

  private static JsonNode tree(String text) {
    try {
      return READER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null
              ? ""
              : String.format(
                  Locale.ROOT, " at line %d, column %d", at.getLineNr(), at.getColumnNr());
      throw new Fault("The message is not JSON%s: %s.".formatted(place, e.getOriginalMessage()));
    }
  }

  /** What a value is, in words, with the value itself when it is short. */
  static String kind(@Nullable JsonNode value) {
    if (value == null || value.isMissingNode()) {
      return "missing";
    }
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "the string " + quoted(value.asText());
      case NUMBER -> "the number " + value.asText();
      case BOOLEAN -> "the boolean " + value.asText();
      case NULL -> "null";
      case MISSING -> "missing";
    };
  }

  static String quoted(String text) {
    String shown = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
    return '"' + shown + '"';
  }

  /** A message cannot be understood; becomes {@link Reading.NotUnderstood} in MessageReader. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String sentence;

    Fault(String sentence) {
      super(sentence, null, false, false);
      this.sentence = sentence;
    }

    String sentence() {
      return sentence;
    }
  }
}
