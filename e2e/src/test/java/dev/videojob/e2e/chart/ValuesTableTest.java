package dev.videojob.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docs/helm.md tells every value, with its default, and values.schema.json knows it. */
@Tag("chart")
class ValuesTableTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Za-z0-9.]+)` \\| (`(.+)`|see values.yaml) \\| \\S.* \\|$");

  /** Longer defaults would make the table unreadable. */
  private static final int LONG = 60;

  private final JsonNode values =
      Repository.documents(Repository.read(Repository.CHART.resolve("values.yaml"))).getFirst();

  @Test
  void the_page_has_the_values_and_their_defaults() {
    assertThat(table()).isEqualTo(leaves());
  }

  private static Map<String, String> table() {
    var rows = new TreeMap<String, String>();
    Repository.read(Repository.ROOT.resolve("docs/helm.md"))
        .lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .forEach(row -> rows.put(row.group(1), row.group(3) == null ? "long" : row.group(3)));
    return rows;
  }

  private Map<String, String> leaves() {
    var found = new TreeMap<String, String>();
    collect(values, "", found);
    return found;
  }

  private static void collect(JsonNode node, String prefix, Map<String, String> found) {
    for (var entry : node.properties()) {
      var value = entry.getValue();
      if (value.isObject() && !value.isEmpty()) {
        collect(value, prefix + entry.getKey() + ".", found);
      } else {
        var json = value.toString();
        found.put(prefix + entry.getKey(), json.length() > LONG ? "long" : json);
      }
    }
  }

  @Test
  void the_schema_knows_every_value_and_no_other() {
    var schema =
        Repository.documents(Repository.read(Repository.CHART.resolve("values.schema.json")))
            .getFirst();
    var known = new TreeMap<String, String>();
    names(schema, schema, "", known);
    var used = new TreeMap<String, String>();
    objects(values, "", used);

    known.remove("global");
    assertThat(known.keySet()).containsAll(used.keySet());
    assertThat(used.keySet())
        .as("what the schema takes but values.yaml does not show")
        .containsAll(
            known.keySet().stream().filter(name -> !OPTIONAL.matcher(name).matches()).toList());
  }

  /** Fields that are free to be given and have no default of ours. */
  private static final Pattern OPTIONAL =
      Pattern.compile(
          "probes\\.[a-z]+\\.(initialDelaySeconds|successThreshold)|resources\\.(claims|.*)");

  private static void names(
      JsonNode schema, JsonNode root, String prefix, Map<String, String> found) {
    for (var entry : schema.path("properties").properties()) {
      var property = resolved(entry.getValue(), root);
      found.put(prefix + entry.getKey(), "");
      names(property, root, prefix + entry.getKey() + ".", found);
    }
  }

  private static JsonNode resolved(JsonNode property, JsonNode root) {
    var reference = property.path("$ref").asText();
    return reference.isEmpty() ? property : root.at(reference.substring(1));
  }

  /** Every step of every value, but the keys of what a user names himself. */
  private static void objects(JsonNode node, String prefix, Map<String, String> found) {
    for (var entry : node.properties()) {
      found.put(prefix + entry.getKey(), "");
      if (!"resources".equals(entry.getKey())) {
        objects(entry.getValue(), prefix + entry.getKey() + ".", found);
      }
    }
  }
}
