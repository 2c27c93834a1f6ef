package dev.videojob.operator.outbox;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Documents as text for {@code jsonb}, which knows no character U+0000. That one is written as its
 * picture, U+2400: a document that were refused for it would be refused for ever.
 */
final class PostgresDocuments {
  private static final ObjectMapper JSON =
      new ObjectMapper(new JsonFactoryBuilder().characterEscapes(new NulAsPicture()).build());

  private PostgresDocuments() {}

  static String of(JsonNode document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a document cannot be written as JSON", e);
    }
  }

  /** The object that was written as this text. */
  static ObjectNode json(String document) {
    try {
      return JSON.readValue(document, ObjectNode.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the table's document is no JSON object", e);
    }
  }

  private static final class NulAsPicture extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final SerializedString PICTURE = new SerializedString("\u2400");

    @Override
    public int[] getEscapeCodesForAscii() {
      var escapes = standardAsciiEscapesForJSON();
      escapes[0] = ESCAPE_CUSTOM;
      return escapes;
    }

    /** Is asked for every character that is not ASCII, too. */
    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return character == 0 ? PICTURE : null;
    }
  }
}
