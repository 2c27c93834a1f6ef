package dev.videojob.crds.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Compares what two schemas of one field say of its value. */
final class ValueChanges {
  private static final List<String> LEAST =
      List.of("minimum", "minLength", "minItems", "minProperties");
  private static final List<String> MOST =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");
  private static final List<String> CONSTRAINTS =
      List.of("pattern", "multipleOf", "uniqueItems", "allOf", "anyOf", "oneOf", "not");

  /** Keywords any change of which matters, with what it means not to say them. */
  private static final Map<String, String> MERGING =
      Map.of(
          "x-kubernetes-list-type", "atomic",
          "x-kubernetes-map-type", "granular",
          "x-kubernetes-list-map-keys", "");

  /** Keywords that {@link SchemaChanges} and {@link RuleChanges} compare, and mere words. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "type",
          "x-kubernetes-int-or-string",
          "format",
          "enum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "nullable",
          "properties",
          "required",
          "default",
          "additionalProperties",
          "items",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations",
          "title",
          "description",
          "example",
          "externalDocs");

  private final Site site;
  private final JsonNode old;
  private final JsonNode now;
  private final List<BreakingChange> found = new ArrayList<>();

  private ValueChanges(Site site, JsonNode old, JsonNode now) {
    this.site = site;
    this.old = old;
    this.now = now;
  }

  static List<BreakingChange> between(Site site, JsonNode old, JsonNode now) {
    ValueChanges changes = new ValueChanges(site, old, now);
    changes.format();
    changes.choices();
    LEAST.forEach(keyword -> changes.bound(keyword, "raised", 1));
    MOST.forEach(keyword -> changes.bound(keyword, "lowered", -1));
    changes.exclusive("minimum", "exclusiveMinimum");
    changes.exclusive("maximum", "exclusiveMaximum");
    CONSTRAINTS.forEach(changes::constraint);
    changes.nullable();
    MERGING.keySet().stream().sorted().forEach(changes::merging);
    changes.unknown();
    return changes.found;
  }

  /** The type in words. */
  static String type(JsonNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "integer or string";
    }
    return schema.path("type").asText("anything");
  }

  private void format() {
    String before = old.path("format").asText("none");
    String after = now.path("format").asText("none");
    if (!before.equals(after)) {
      report(Breach.TYPE_CHANGED, "format changed from " + before + " to " + after);
    }
  }

  private void choices() {
    Set<JsonNode> after = values(now.path("enum"));
    if (after.isEmpty()) {
      return;
    }
    if (!old.has("enum")) {
      report(Breach.ENUM_NARROWED, "enum " + now.get("enum") + " added");
    }
    values(old.path("enum")).stream()
        .filter(value -> !after.contains(value))
        .forEach(value -> report(Breach.ENUM_NARROWED, "enum value " + value + " removed"));
  }

  private void bound(String keyword, String tightened, int direction) {
    BigDecimal before = limit(old, keyword);
    BigDecimal after = limit(now, keyword);
    if (after == null) {
      return;
    }
    if (before == null) {
      report(Breach.BOUND_TIGHTENED, keyword + " " + after + " added");
    } else if (Integer.signum(after.compareTo(before)) == direction) {
      report(
          Breach.BOUND_TIGHTENED, keyword + " " + tightened + " from " + before + " to " + after);
    }
  }

  private void exclusive(String keyword, String exclusive) {
    boolean newly = now.path(exclusive).asBoolean() && !old.path(exclusive).asBoolean();
    if (newly && now.path(keyword).equals(old.path(keyword))) {
      report(Breach.BOUND_TIGHTENED, exclusive + " added to " + keyword + " " + now.get(keyword));
    }
  }

  /** Sizes are never below 0, said or not. */
  private static @Nullable BigDecimal limit(JsonNode schema, String keyword) {
    if (schema.has(keyword)) {
      return schema.get(keyword).decimalValue();
    }
    return keyword.startsWith("min") && !keyword.equals("minimum") ? BigDecimal.ZERO : null;
  }

  private void constraint(String keyword) {
    if (now.has(keyword) && !now.get(keyword).equals(old.path(keyword))) {
      String change = old.has(keyword) ? " changed to " : " added: ";
      report(Breach.CONSTRAINT_ADDED, keyword + change + now.get(keyword));
    }
  }

  private void nullable() {
    boolean before = old.path("nullable").asBoolean();
    boolean after = now.path("nullable").asBoolean();
    if (before && !after) {
      report(Breach.NULL_CHANGED, "no longer nullable");
    } else if (!before && after && now.has("default")) {
      report(Breach.NULL_CHANGED, "nullable beside a default");
    }
  }

  private void merging(String keyword) {
    String before = words(old, keyword);
    String after = words(now, keyword);
    if (!before.equals(after)) {
      report(Breach.LIST_CHANGED, keyword + " changed from " + before + " to " + after);
    }
  }

  private static String words(JsonNode schema, String keyword) {
    JsonNode value = schema.path(keyword);
    return value.isArray()
        ? new TreeSet<>(values(value).stream().map(JsonNode::asText).toList()).toString()
        : value.asText(MERGING.get(keyword));
  }

  private void unknown() {
    Set<String> keywords = new TreeSet<>();
    old.fieldNames().forEachRemaining(keywords::add);
    now.fieldNames().forEachRemaining(keywords::add);
    keywords.removeAll(ELSEWHERE);
    keywords.removeAll(LEAST);
    keywords.removeAll(MOST);
    keywords.removeAll(CONSTRAINTS);
    keywords.removeAll(MERGING.keySet());
    for (String keyword : keywords) {
      if (!old.path(keyword).equals(now.path(keyword))) {
        report(Breach.NOT_JUDGED, keyword + " changed");
      }
    }
  }

  private void report(Breach breach, String change) {
    found.add(site.broken(breach, change));
  }

  private static Set<JsonNode> values(JsonNode list) {
    return new LinkedHashSet<>(StreamSupport.stream(list.spliterator(), false).toList());
  }
}
