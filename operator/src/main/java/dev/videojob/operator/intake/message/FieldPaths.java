package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The places at which one field of plain JSON messages may be; the first with a value wins. */
final class FieldPaths {
  private static final Configuration JACKSON =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.SUPPRESS_EXCEPTIONS)
          .build();

  private final List<String> texts;
  private final List<JsonPath> paths;

  private FieldPaths(List<String> texts, List<JsonPath> paths) {
    this.texts = texts;
    this.paths = paths;
  }

  /**
   * Compiles the paths of one field.
   *
   * @param field name of the mapping's field, for the sentence
   * @throws InvalidMappingException when a text is not a JSONPath
   */
  static FieldPaths compile(String field, List<String> texts) {
    List<JsonPath> paths = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      try {
        paths.add(JsonPath.compile(texts.get(i)));
      } catch (InvalidPathException | IllegalArgumentException e) {
        throw new InvalidMappingException(
            "spec.mapping.%s[%d] is %s, which is not a JSONPath: %s Write one such as $.video.url."
                .formatted(field, i, MessageJson.quoted(texts.get(i)), e.getMessage()),
            e);
      }
    }
    return new FieldPaths(List.copyOf(texts), List.copyOf(paths));
  }

  /** A value and where it was found. */
  record Found(String path, JsonNode value) {}

  /** The first value that is neither missing, null nor a blank string. */
  Optional<Found> find(JsonNode root) {
    for (int i = 0; i < paths.size(); i++) {
      Optional<JsonNode> value = valueAt(paths.get(i), root);
      if (value.isPresent()) {
        return Optional.of(new Found(texts.get(i), value.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<JsonNode> valueAt(JsonPath path, JsonNode root) {
    JsonNode result;
    try {
      result = path.read(root, JACKSON);
    } catch (JsonPathException e) {
      return Optional.empty();
    }
    // A path that may match several places answers with an array of what it matched.
    JsonNode value = path.isDefinite() || result == null ? result : result.path(0);
    boolean nothing =
        value == null
            || value.isNull()
            || value.isMissingNode()
            || (value.isTextual() && value.textValue().isBlank());
    return nothing ? Optional.empty() : Optional.of(value);
  }

  @Override
  public String toString() {
    return String.join(", ", texts);
  }
}
