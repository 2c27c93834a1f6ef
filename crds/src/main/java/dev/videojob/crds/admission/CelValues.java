package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as the values that CEL for Java reckons with. */
final class CelValues {
  private CelValues() {}

  static Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT, POJO -> map(node);
      case ARRAY -> list(node);
      case STRING, BINARY -> node.asText();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> number(node);
      case NULL, MISSING -> NullValue.NULL_VALUE;
    };
  }

  private static Object number(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.longValue();
    }
    return node.doubleValue();
  }

  private static List<Object> list(JsonNode node) {
    List<Object> values = new ArrayList<>(node.size());
    node.forEach(item -> values.add(of(item)));
    return values;
  }

  private static Map<String, Object> map(JsonNode node) {
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties().forEach(field -> values.put(field.getKey(), of(field.getValue())));
    return values;
  }
}
