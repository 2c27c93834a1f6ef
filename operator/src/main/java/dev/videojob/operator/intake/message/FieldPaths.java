package dev.videojob.operator.intake.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import dev.videojob.operator.json.JsonPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The places at which one field of plain JSON messages may be; the first with a value wins. */
final class FieldPaths {
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
    return JsonPaths.find(path, root)
        .filter(value -> !value.isTextual() || !value.textValue().isBlank());
  }

  @Override
  public String toString() {
    return String.join(", ", texts);
  }
}
