package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map.Entry;

/** Puts a structural schema's defaults where nothing is given. */
final class Defaulting {
  private Defaulting() {}

  /** Changes {@code value} in place. */
  static void apply(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object) {
      applyToObject(object, schema);
    } else if (value.isArray()) {
      value.forEach(item -> apply(item, schema.path("items")));
    }
  }

  private static void applyToObject(ObjectNode object, JsonNode schema) {
    for (Entry<String, JsonNode> property : schema.path("properties").properties()) {
      applyToField(object, property.getKey(), property.getValue());
    }
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject()) {
      object.forEach(value -> apply(value, others));
    }
  }

  /** A null stands for nothing where the schema does not say {@code nullable}. */
  private static void applyToField(ObjectNode object, String name, JsonNode schema) {
    JsonNode given = object.get(name);
    if (given != null && given.isNull() && !schema.path("nullable").asBoolean()) {
      object.remove(name);
    }
    if (!object.has(name) && schema.has("default")) {
      object.set(name, schema.get("default").deepCopy());
    }
    if (object.has(name)) {
      apply(object.get(name), schema);
    }
  }
}
