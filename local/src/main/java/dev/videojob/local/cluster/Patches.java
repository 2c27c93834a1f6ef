package dev.videojob.local.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;

/**
 * The ways to patch an object.
 *
 * <p>JSON patch and JSON merge patch are as their standards say. A strategic merge patch and a
 * server-side apply are taken as merge patches: lists are replaced as a whole, and apply neither
 * tracks field owners nor removes what its caller stopped mentioning.
 */
final class Patches {
  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
  static final String APPLY_PATCH = "application/apply-patch+yaml";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Patches() {}

  static JsonNode parse(String contentType, String body) {
    try {
      return contentType.contains("yaml") ? YAML.readTree(body) : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw ApiError.badRequest("the body cannot be read: " + e.getOriginalMessage());
    }
  }

  static ObjectNode parseObject(String contentType, String body) {
    if (parse(contentType, body) instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the body is not an object");
  }

  /** A patched copy of the object; the object itself stays as it is. */
  static ObjectNode apply(ObjectKey key, String contentType, JsonNode patch, ObjectNode object) {
    return switch (contentType) {
      case JSON_PATCH -> jsonPatch(key, patch, object);
      case MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH -> mergedObject(object, patch);
      default -> throw ApiError.unsupportedMediaType(contentType);
    };
  }

  private static ObjectNode jsonPatch(ObjectKey key, JsonNode patch, ObjectNode object) {
    try {
      if (JsonPatch.apply(patch, object.deepCopy()) instanceof ObjectNode patched) {
        return patched;
      }
      throw ApiError.invalid(key.type(), key.name(), "the patch leaves no object");
    } catch (JsonPatchException e) {
      throw ApiError.invalid(key.type(), key.name(), String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode mergedObject(ObjectNode object, JsonNode patch) {
    if (merge(object, patch) instanceof ObjectNode merged) {
      return merged;
    }
    throw ApiError.badRequest("a merge patch must be an object");
  }

  private static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch.deepCopy();
    }
    ObjectNode result =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                result.remove(field.getKey());
              } else {
                JsonNode old = result.path(field.getKey());
                result.set(field.getKey(), merge(old, field.getValue()));
              }
            });
    return result;
  }
}
