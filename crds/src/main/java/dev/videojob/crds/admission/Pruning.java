package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Drops the fields that a structural schema does not know. */
final class Pruning {
  private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

  private final List<String> unknown = new ArrayList<>();

  private Pruning() {}

  /** Prunes in place and returns the paths of what was dropped. */
  static List<String> prune(ObjectNode object, JsonNode schema) {
    Pruning pruning = new Pruning();
    ObjectNode ours = object.deepCopy().without(OF_EVERY_OBJECT);
    pruning.pruneObject(ours, schema, "");
    List<String> gone = new ArrayList<>();
    object.fieldNames().forEachRemaining(name -> gone.add(name));
    gone.removeIf(name -> OF_EVERY_OBJECT.contains(name) || ours.has(name));
    object.remove(gone);
    object.setAll(ours);
    return List.copyOf(pruning.unknown);
  }

  private void prune(JsonNode value, JsonNode schema, String path) {
    if (value instanceof ObjectNode object) {
      pruneObject(object, schema, path);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        prune(value.get(i), schema.path("items"), path + "[" + i + "]");
      }
    }
  }

  private void pruneObject(ObjectNode object, JsonNode schema, String path) {
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      return;
    }
    JsonNode properties = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    List<String> dropped = new ArrayList<>();
    object
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              String at = Paths.child(path, name);
              if (properties.has(name)) {
                prune(field.getValue(), properties.get(name), at);
              } else if (others.isObject()) {
                prune(field.getValue(), others, at);
              } else {
                dropped.add(name);
                unknown.add(at);
              }
            });
    object.remove(dropped);
  }
}
