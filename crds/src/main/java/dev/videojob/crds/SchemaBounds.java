package dev.videojob.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A schema's bounds in words. */
final class SchemaBounds {
  private SchemaBounds() {}

  static String of(JsonNode schema, boolean required) {
    List<String> words = new ArrayList<>();
    if (required) {
      words.add("required");
    }
    range(schema, "minimum", "maximum", "", words);
    range(schema, "minLength", "maxLength", " characters", words);
    range(schema, "minItems", "maxItems", " items", words);
    range(schema, "minProperties", "maxProperties", " entries", words);
    choices(schema, words);
    JsonNode values =
        schema.has("items") ? schema.get("items") : schema.path("additionalProperties");
    if (values.isObject() && !values.has("properties")) {
      String each = of(values, false);
      if (!each.isEmpty()) {
        words.add("each " + each);
      }
    }
    return String.join("; ", words);
  }

  private static void range(
      JsonNode schema, String least, String most, String unit, List<String> words) {
    if (schema.has(least) && schema.has(most)) {
      words.add(schema.get(least) + " to " + schema.get(most) + unit);
    } else if (schema.has(least)) {
      words.add("at least " + schema.get(least) + unit);
    } else if (schema.has(most)) {
      words.add("at most " + schema.get(most) + unit);
    }
  }

  private static void choices(JsonNode schema, List<String> words) {
    if (schema.has("enum")) {
      words.add(
          StreamSupport.stream(schema.get("enum").spliterator(), false)
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(", ")));
    }
  }
}
