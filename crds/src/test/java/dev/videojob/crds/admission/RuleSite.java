package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.crds.CommittedCrds;
import java.util.ArrayList;
import java.util.List;

/**
 * A CEL rule where it stands in a schema.
 *
 * @param path names of fields from the root, {@code *} for the items of a list
 */
record RuleSite(String kind, List<String> path, String rule, String fieldPath, String message) {

  static List<RuleSite> all() {
    List<RuleSite> sites = new ArrayList<>();
    CommittedCrds.schemas().forEach((kind, schema) -> collect(kind, List.of(), schema, sites));
    return sites;
  }

  private static void collect(
      String kind, List<String> path, JsonNode schema, List<RuleSite> sites) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      sites.add(
          new RuleSite(
              kind,
              path,
              rule.get("rule").asText(),
              rule.path("fieldPath").asText(),
              rule.path("message").asText()));
    }
    schema
        .path("properties")
        .properties()
        .forEach(field -> collect(kind, then(path, field.getKey()), field.getValue(), sites));
    if (schema.has("items")) {
      collect(kind, then(path, "*"), schema.get("items"), sites);
    }
  }

  private static List<String> then(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return List.copyOf(longer);
  }

  /** Whether the object has something for the rule to judge. */
  boolean appliesTo(JsonNode object) {
    return object.get("kind").asText().equals(kind) && reaches(object, path);
  }

  private static boolean reaches(JsonNode value, List<String> path) {
    if (path.isEmpty()) {
      return !value.isMissingNode();
    }
    List<String> rest = path.subList(1, path.size());
    if (!path.getFirst().equals("*")) {
      return reaches(value.path(path.getFirst()), rest);
    }
    for (JsonNode item : value) {
      if (reaches(item, rest)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of the causes is this rule's. */
  boolean brokenBy(JsonNode object, List<Cause> causes) {
    String field = String.join(".", path) + fieldPath;
    String named = field.startsWith(".") ? field.substring(1) : field;
    return object.get("kind").asText().equals(kind)
        && causes.stream()
            .anyMatch(
                cause ->
                    cause.field().replaceAll("\\[[0-9]+]", ".*").equals(named)
                        && cause.message().contains(message));
  }
}
