package dev.videojob.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person may expect of every CRD. */
class SchemaTest {
  private static final Map<String, JsonNode> CRDS = CommittedCrds.byKind();

  static List<String> kinds() {
    return List.copyOf(CRDS.keySet());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldIsDescribed(String kind) {
    List<String> silent = new ArrayList<>();
    walk(
        schema(kind),
        "",
        (path, schema) -> {
          if (schema.path("description").asText().length() < 5 && !path.startsWith("metadata")) {
            silent.add(path);
          }
        });

    assertThat(silent).isEmpty();
    assertThat(schema(kind).path("description").asText()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldOfASpecIsBounded(String kind) {
    List<String> unbounded = new ArrayList<>();
    walk(
        schema(kind).at("/properties/spec"),
        "spec",
        (path, schema) -> {
          boolean bounded =
              switch (schema.path("type").asText()) {
                case "string" -> schema.has("maxLength") || schema.has("enum");
                case "integer" -> schema.has("maximum") || path.endsWith("tolerationSeconds");
                case "array" -> schema.has("maxItems");
                case "object" ->
                    !schema.path("additionalProperties").isObject() || schema.has("maxProperties");
                default -> true;
              };
          if (!bounded) {
            unbounded.add(path);
          }
        });

    assertThat(unbounded).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyRuleSpeaksToAPerson(String kind) {
    walk(
        schema(kind),
        "",
        (path, schema) -> {
          for (JsonNode rule : schema.path("x-kubernetes-validations")) {
            assertThat(rule.path("message").asText()).as(path).hasSizeBetween(20, 200);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "VideoJob, vj, 'Queue,State,Progress,Attempt,Profile,Age', 'Source,Job,Reason,Duration'",
    "VideoQueue, vq, 'Profile,Limit,Running,Waiting,Depth,InFlight,Succeeded,Failed,DLQ,Ready,Age', 'LimitReason,Suspended,URL'",
    "TranscodeProfile, tp, 'Video,Audio,Packaging,Ready,Age', ''",
    "DeadLetterRedrive, dlr, 'Queue,State,Matched,Redriven,DryRun,Age', 'Examined,Message'",
    "FinishedWork, fw, 'Count,Newest,Expires', ''",
  })
  void columnsComeInTheDesignsOrder(String kind, String shortName, String narrow, String wide) {
    JsonNode crd = CRDS.get(kind);
    assertThat(crd).isNotNull();

    assertThat(crd.at("/spec/names/shortNames/0").asText()).isEqualTo(shortName);
    assertThat(columns(crd, 0)).isEqualTo(narrow);
    assertThat(columns(crd, 1)).isEqualTo(wide);
  }

  @Test
  void noCategoryHidesAResource() {
    List<String> names = new ArrayList<>();
    CRDS.values()
        .forEach(
            crd -> {
              names.add(crd.at("/spec/names/plural").asText());
              names.add(crd.at("/spec/names/singular").asText());
              crd.at("/spec/names/shortNames").forEach(name -> names.add(name.asText()));
            });

    CRDS.values()
        .forEach(
            crd ->
                assertThat(crd.at("/spec/names/categories"))
                    .allSatisfy(category -> assertThat(names).doesNotContain(category.asText())));
  }

  @Test
  void whatIsInternalIsNotShownWithTheRest() {
    CRDS.forEach(
        (kind, crd) ->
            assertThat(crd.at("/spec/names/categories"))
                .hasSize(kind.equals("FinishedWork") ? 0 : 1));
  }

  private static JsonNode schema(String kind) {
    JsonNode crd = CRDS.get(kind);
    assertThat(crd).isNotNull();
    return crd.at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private static String columns(JsonNode crd, int priority) {
    return String.join(
        ",",
        StreamSupport.stream(
                crd.at("/spec/versions/0/additionalPrinterColumns").spliterator(), false)
            .filter(column -> column.path("priority").asInt() == priority)
            .map(column -> column.get("name").asText())
            .toList());
  }

  private static void walk(JsonNode schema, String path, BiConsumer<String, JsonNode> visit) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
              visit.accept(at, field.getValue());
              walk(field.getValue(), at, visit);
            });
    if (schema.has("items")) {
      walk(schema.get("items"), path + "[*]", visit);
    }
  }
}
