package dev.videojob.crds.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks two schemas side by side, field by field. */
final class SchemaChanges {
  private static final ObjectNode ANYTHING = JsonNodeFactory.instance.objectNode();

  private final List<BreakingChange> found = new ArrayList<>();

  private SchemaChanges() {}

  static List<BreakingChange> between(Site root, JsonNode old, JsonNode now) {
    SchemaChanges changes = new SchemaChanges();
    changes.compare(root, old, now);
    return changes.found;
  }

  private void compare(Site site, JsonNode old, JsonNode now) {
    if (!ValueChanges.type(old).equals(ValueChanges.type(now))) {
      found.add(
          site.broken(
              Breach.TYPE_CHANGED,
              "type changed from " + ValueChanges.type(old) + " to " + ValueChanges.type(now)));
      return;
    }
    found.addAll(ValueChanges.between(site, old, now));
    found.addAll(RuleChanges.between(site, old, now));
    fields(site, old, now);
    required(site, old, now);
    others(site, old, now);
    if (old.has("items") || now.has("items")) {
      JsonNode before = old.has("items") ? old.get("items") : ANYTHING;
      JsonNode after = now.has("items") ? now.get("items") : ANYTHING;
      defaults(site.each(), before, after, false);
      compare(site.each(), before, after);
    }
  }

  private void fields(Site site, JsonNode old, JsonNode now) {
    Set<String> alwaysGiven = texts(old.path("required"));
    for (String name : names(old.path("properties"), now.path("properties"))) {
      JsonNode before = field(old, name);
      JsonNode after = field(now, name);
      if (before == null) {
        continue;
      }
      if (after == null) {
        found.add(site.field(name).broken(Breach.FIELD_REMOVED, "removed"));
      } else {
        defaults(site.field(name), before, after, alwaysGiven.contains(name));
        compare(site.field(name), before, after);
      }
    }
  }

  /** A default is no news where a value had to be given. */
  private void defaults(Site site, JsonNode old, JsonNode now, boolean alwaysGiven) {
    JsonNode before = old.path("default");
    JsonNode after = now.path("default");
    if (before.equals(after) || (before.isMissingNode() && alwaysGiven)) {
      return;
    }
    String change =
        before.isMissingNode()
            ? "default " + after + " added"
            : after.isMissingNode()
                ? "default " + before + " removed"
                : "default changed from " + before + " to " + after;
    found.add(site.broken(Breach.DEFAULT_CHANGED, change));
  }

  private void required(Site site, JsonNode old, JsonNode now) {
    Set<String> before = texts(old.path("required"));
    for (String name : texts(now.path("required"))) {
      JsonNode field = field(now, name);
      if (!before.contains(name) && (field == null || !field.has("default"))) {
        found.add(site.field(name).broken(Breach.NEWLY_REQUIRED, "required and without default"));
      }
    }
  }

  /** Fields that no schema names. */
  private void others(Site site, JsonNode old, JsonNode now) {
    JsonNode before = other(old);
    JsonNode after = other(now);
    if (before == null) {
      return;
    }
    if (after != null) {
      compare(site.each(), before, after);
    } else if (old.has("additionalProperties")) {
      found.add(site.broken(Breach.MAP_CLOSED, "additionalProperties removed"));
    } else {
      found.add(
          site.broken(
              Breach.UNKNOWN_FIELDS_DROPPED, "x-kubernetes-preserve-unknown-fields removed"));
    }
  }

  private static @Nullable JsonNode field(JsonNode schema, String name) {
    JsonNode named = schema.path("properties").get(name);
    return named == null ? other(schema) : named;
  }

  /** The schema of fields that have none by name; null when they are pruned. */
  private static @Nullable JsonNode other(JsonNode schema) {
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject()) {
      return values;
    }
    boolean kept =
        values.asBoolean() || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    return kept ? ANYTHING : null;
  }

  private static Set<String> names(JsonNode old, JsonNode now) {
    Set<String> names = new LinkedHashSet<>();
    old.fieldNames().forEachRemaining(names::add);
    now.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new LinkedHashSet<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
