package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The words of a schema that this package acts on or may pass over. */
final class SchemaKeywords {
  private static final Set<String> KNOWN =
      Set.of(
          "additionalProperties",
          "default",
          "description",
          "enum",
          "format",
          "items",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minItems",
          "minLength",
          "minProperties",
          "minimum",
          "nullable",
          "properties",
          "required",
          "type",
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-list-type",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  /** Formats that bind nobody whose numbers come from Java. */
  private static final Set<String> FORMATS = Set.of("int32", "int64", "double");

  private SchemaKeywords() {}

  /** Throws when the schema says something that admission would silently not do. */
  static void requireKnown(JsonNode schema) {
    schema
        .fieldNames()
        .forEachRemaining(
            word -> require(KNOWN.contains(word), "no support for the keyword " + word));
    if (schema.has("format")) {
      String format = schema.get("format").asText();
      require(FORMATS.contains(format), "no support for the format " + format);
    }
    schema.path("properties").forEach(SchemaKeywords::requireKnown);
    if (schema.has("items")) {
      requireKnown(schema.get("items"));
    }
    if (schema.path("additionalProperties").isObject()) {
      requireKnown(schema.get("additionalProperties"));
    }
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new IllegalArgumentException("Admission has " + otherwise + ".");
    }
  }
}
