package dev.videojob.crds.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.videojob.crds.CommittedCrds;
import dev.videojob.crds.admission.Admission.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each bound of each field, broken one at a time in an object that has every field. */
class EveryBoundRefusesTest {
  private static final Admission ADMISSION = new Admission();

  private static final Map<String, String> FULL =
      Map.of(
          "VideoJob", "job-full",
          "VideoQueue", "queue-full",
          "TranscodeProfile", "profile-full",
          "DeadLetterRedrive", "redrive-full",
          "FinishedWork", "finished-full");

  /** Fields that cannot stand beside others. */
  private static final List<String> NOT_IN_FULL =
      List.of(
          "spec.origin.bodySecret",
          "spec.task.command",
          "spec.limits.fairShare.sourceFolders",
          "spec.tasks[0].task.http");

  private final List<String> accepted = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();
  private int tried;

  @Test
  void everyBoundRefuses() {
    CommittedCrds.schemas()
        .forEach(
            (kind, schema) -> {
              ObjectNode object = AdmissionTable.good().get(FULL.get(kind));
              fields(
                  Objects.requireNonNull(object),
                  JsonPointer.compile("/spec"),
                  "spec",
                  schema.at("/properties/spec"));
            });

    assertThat(absent).as("fields that the full objects lack").isEqualTo(NOT_IN_FULL);
    assertThat(accepted).as("what was accepted beyond a bound").isEmpty();
    assertThat(tried).isGreaterThan(300);
  }

  private void fields(ObjectNode object, JsonPointer at, String path, JsonNode schema) {
    for (JsonNode name : schema.path("required")) {
      ObjectNode without = object.deepCopy();
      AdmissionTable.drop(without, at.appendProperty(name.asText()));
      refuses(without, path + "." + name.asText(), "required");
    }
    for (Entry<String, JsonNode> field : schema.path("properties").properties()) {
      JsonPointer below = at.appendProperty(field.getKey());
      String name = path + "." + field.getKey();
      if (object.at(below).isMissingNode()) {
        absent.add(name);
      } else {
        value(object, below, name, field.getValue());
      }
    }
  }

  private void value(ObjectNode object, JsonPointer at, String path, JsonNode schema) {
    beyond(object.at(at), schema)
        .forEach(
            (bound, wrong) -> {
              ObjectNode changed = object.deepCopy();
              AdmissionTable.put(changed, at, wrong);
              refuses(changed, path, bound);
            });
    fields(object, at, path, schema);
    if (schema.has("items")) {
      value(object, at.appendIndex(0), path + "[0]", schema.get("items"));
    }
    if (schema.path("additionalProperties").isObject()) {
      String key = object.at(at).fieldNames().next();
      JsonNode values = schema.get("additionalProperties");
      value(object, at.appendProperty(key), path + "." + key, values);
    }
  }

  private static Map<String, JsonNode> beyond(JsonNode good, JsonNode schema) {
    Map<String, JsonNode> wrong = new LinkedHashMap<>();
    boolean anyText = schema.path("type").asText().equals("boolean");
    wrong.put("type", anyText ? TextNode.valueOf("x") : BooleanNode.TRUE);
    schema
        .properties()
        .forEach(
            word -> {
              JsonNode value = beyond(good, word.getKey(), word.getValue().asLong());
              if (!value.isMissingNode()) {
                wrong.put(word.getKey(), value);
              }
            });
    return wrong;
  }

  private static JsonNode beyond(JsonNode good, String word, long bound) {
    return switch (word) {
      case "minimum" -> LongNode.valueOf(bound - 1);
      case "maximum" -> LongNode.valueOf(bound + 1);
      case "minLength" -> TextNode.valueOf("a".repeat((int) bound - 1));
      case "maxLength" -> TextNode.valueOf("a".repeat((int) bound + 1));
      case "enum" -> TextNode.valueOf("Nonsense");
      case "minItems" -> JsonNodeFactory.instance.arrayNode();
      case "maxItems" -> repeated(good.get(0), bound + 1);
      case "maxProperties" -> entries(good.elements().next(), bound + 1);
      default -> good.path("no such field");
    };
  }

  private static ArrayNode repeated(JsonNode item, long times) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (long i = 0; i < times; i++) {
      list.add(item);
    }
    return list;
  }

  private static ObjectNode entries(JsonNode value, long count) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    for (long i = 0; i < count; i++) {
      map.set("key" + i, value);
    }
    return map;
  }

  private void refuses(ObjectNode object, String field, String bound) {
    tried++;
    boolean refused =
        ADMISSION.admit(object, null) instanceof Refused(List<Cause> causes)
            && causes.stream().anyMatch(cause -> cause.field().equals(field));
    if (!refused) {
      accepted.add(field + " beyond " + bound);
    }
  }
}
