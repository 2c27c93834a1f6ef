package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;

/** Checks a value against a structural schema's types, bounds, enums and required fields. */
final class SchemaCheck {
  private final List<Cause> causes = new ArrayList<>();

  private SchemaCheck() {}

  static List<Cause> check(JsonNode object, JsonNode schema) {
    SchemaCheck check = new SchemaCheck();
    check.check(object, schema, "");
    return check.causes;
  }

  private void check(JsonNode value, JsonNode schema, String path) {
    if (!typeFits(value, schema, path)) {
      return;
    }
    if (schema.has("enum")) {
      checkEnum(value, schema.get("enum"), path);
    }
    switch (value.getNodeType()) {
      case STRING -> checkLength(value.asText(), schema, path);
      case NUMBER -> checkRange(value, schema, path);
      case ARRAY -> checkItems(value, schema, path);
      case OBJECT -> checkFields(value, schema, path);
      default -> {}
    }
  }

  private boolean typeFits(JsonNode value, JsonNode schema, String path) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return fits(value.isTextual() || value.isIntegralNumber(), value, "integer,string", path);
    }
    String type = schema.path("type").asText();
    boolean fits =
        switch (type) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "boolean" -> value.isBoolean();
          case "integer" -> value.isNumber() && value.doubleValue() % 1 == 0;
          case "number" -> value.isNumber();
          default -> true;
        };
    return fits(fits, value, type, path);
  }

  private boolean fits(boolean fits, JsonNode value, String type, String path) {
    if (!fits) {
      causes.add(Cause.typeInvalid(path, value, type));
    }
    return fits;
  }

  private void checkEnum(JsonNode value, JsonNode allowed, String path) {
    List<JsonNode> values = new ArrayList<>();
    allowed.forEach(values::add);
    if (!values.contains(value)) {
      causes.add(Cause.notSupported(path, value, values));
    }
  }

  private void checkLength(String value, JsonNode schema, String path) {
    int length = value.codePointCount(0, value.length());
    if (length > schema.path("maxLength").asLong(Long.MAX_VALUE)) {
      causes.add(Cause.tooLong(path, schema.get("maxLength").asLong()));
    }
    if (length < schema.path("minLength").asLong()) {
      invalid(path, quoted(value), "at least " + schema.get("minLength") + " chars long");
    }
  }

  private void checkRange(JsonNode value, JsonNode schema, String path) {
    if (schema.has("minimum") && value.doubleValue() < schema.get("minimum").doubleValue()) {
      invalid(path, value.toString(), "greater than or equal to " + schema.get("minimum"));
    }
    if (schema.has("maximum") && value.doubleValue() > schema.get("maximum").doubleValue()) {
      invalid(path, value.toString(), "less than or equal to " + schema.get("maximum"));
    }
  }

  private void checkItems(JsonNode list, JsonNode schema, String path) {
    if (list.size() > schema.path("maxItems").asLong(Long.MAX_VALUE)) {
      causes.add(Cause.tooMany(path, list.size(), schema.get("maxItems").asLong()));
    }
    if (list.size() < schema.path("minItems").asLong()) {
      tooFew(path, list, "at least " + schema.get("minItems") + " items");
    }
    for (int i = 0; i < list.size(); i++) {
      check(list.get(i), schema.path("items"), Paths.item(path, i));
    }
    if (schema.path("x-kubernetes-list-type").asText().equals("map")) {
      checkKeys(list, schema.get("x-kubernetes-list-map-keys"), path);
    }
  }

  private void checkKeys(JsonNode list, JsonNode keys, String path) {
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      var key = list.get(i).deepCopy();
      if (key instanceof ObjectNode object) {
        Set<String> names = new HashSet<>();
        keys.forEach(name -> names.add(name.asText()));
        object.retain(names);
      }
      if (!seen.add(key)) {
        causes.add(Cause.duplicate(Paths.item(path, i), key));
      }
    }
  }

  private void checkFields(JsonNode object, JsonNode schema, String path) {
    if (object.size() > schema.path("maxProperties").asLong(Long.MAX_VALUE)) {
      causes.add(Cause.tooMany(path, object.size(), schema.get("maxProperties").asLong()));
    }
    if (object.size() < schema.path("minProperties").asLong()) {
      tooFew(path, object, "at least " + schema.get("minProperties") + " properties");
    }
    for (JsonNode name : schema.path("required")) {
      if (!object.has(name.asText())) {
        causes.add(Cause.required(Paths.child(path, name.asText()), ""));
      }
    }
    JsonNode others = schema.path("additionalProperties");
    for (Entry<String, JsonNode> field : object.properties()) {
      JsonNode known = schema.path("properties").path(field.getKey());
      if (known.isObject()) {
        check(field.getValue(), known, Paths.child(path, field.getKey()));
      } else if (others.isObject()) {
        check(field.getValue(), others, Paths.child(path, field.getKey()));
      }
    }
  }

  private void invalid(String path, String value, String bound) {
    causes.add(Cause.invalid(path, value, path + " in body should be " + bound));
  }

  private void tooFew(String path, JsonNode value, String bound) {
    String size = String.valueOf(value.size());
    causes.add(Cause.invalid(path, size, path + " in body should have " + bound));
  }

  private static String quoted(String value) {
    return '"' + value + '"';
  }
}
