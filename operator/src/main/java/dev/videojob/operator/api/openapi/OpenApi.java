package dev.videojob.operator.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.videojob.crds.CommittedCrds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Writes the OpenAPI document of the HTTP API: operations from {@code operations.yaml} beside this
 * class, and what they share with resources from the CRDs, so that it cannot say anything else than
 * they do.
 */
public final class OpenApi {
  /** The command that brings the committed document up to date. */
  public static final String COMMAND = "./videojob generate";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final List<String> NOT_OF_REQUESTS = List.of("origin", "queueRef");
  private static final List<String> NOT_OF_REDRIVES = List.of("queueRef");

  private OpenApi() {}

  /** Takes the file for the document. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("Give the file for openapi.json.");
    }
    Files.writeString(Path.of(args[0]), document());
  }

  /** The document, as JSON. */
  static String document() throws IOException {
    var crds = CommittedCrds.schemas();
    var document = operations();
    var schemas = document.withObject("/components/schemas");
    var job = Objects.requireNonNull(crds.get("VideoJob"));
    schemas.set("JobRequest", request(job.at("/properties/spec")));
    complete(schemas.withObject("/Job/properties"), job.at("/properties/status/properties"));
    complete(
        schemas.withObject("/QueueStatistics/properties"),
        Objects.requireNonNull(crds.get("VideoQueue")).at("/properties/status/properties"));
    var redrive = Objects.requireNonNull(crds.get("DeadLetterRedrive"));
    schemas.set("RedriveRequest", redriveRequest(redrive.at("/properties/spec")));
    complete(
        schemas.withObject("/Redrive/properties"), redrive.at("/properties/status/properties"));
    return JSON.writeValueAsString(document) + "\n";
  }

  private static ObjectNode operations() throws IOException {
    try (var in = OpenApi.class.getResourceAsStream("operations.yaml")) {
      return (ObjectNode) new YAMLMapper().readTree(in);
    }
  }

  /** The spec of a VideoJob, in the words of requests. */
  private static ObjectNode request(JsonNode spec) {
    var request = JSON.createObjectNode();
    request.put("type", "object");
    request.put(
        "description",
        "The job that is wanted: a source and one of queue and destination, or a task.");
    var properties = request.putObject("properties");
    properties
        .putObject("namespace")
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", 63)
        .put("description", "Where the VideoJob is made. Default: the server's.");
    properties.set("queue", plain(spec.at("/properties/queueRef")));
    take(spec, NOT_OF_REQUESTS, properties);
    closed(request);
    return request;
  }

  /** The spec of a DeadLetterRedrive, whose queue is in the path. */
  private static ObjectNode redriveRequest(JsonNode spec) {
    var request = JSON.createObjectNode();
    request.put("type", "object");
    request.put("description", "Which dead letters return, and how fast; {} means all of them.");
    take(spec, NOT_OF_REDRIVES, request.putObject("properties"));
    closed(request);
    return request;
  }

  private static void take(JsonNode spec, List<String> butThese, ObjectNode properties) {
    spec.path("properties").properties().stream()
        .filter(field -> !butThese.contains(field.getKey()))
        .forEach(field -> properties.set(field.getKey(), plain(field.getValue())));
  }

  /** Properties that are empty here are those of the status. */
  private static void complete(ObjectNode properties, JsonNode status) {
    properties
        .properties()
        .forEach(
            property -> {
              var field = property.getValue().path("x-status").asText();
              if (!field.isEmpty()) {
                property.setValue(plain(status.required(field)));
              }
            });
  }

  /** A schema without what only Kubernetes reads; free objects are said as OpenAPI has them. */
  private static JsonNode plain(JsonNode schema) {
    var plain = schema.deepCopy();
    strip(plain);
    return plain;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
        object.putObject("additionalProperties");
      }
      object.properties().removeIf(entry -> entry.getKey().startsWith("x-kubernetes-validations"));
      object.properties().removeIf(entry -> entry.getKey().startsWith("x-kubernetes-list"));
    }
    children(node).forEach(OpenApi::strip);
  }

  /** Fields that a schema does not name are refused, at every depth. */
  private static void closed(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.has("properties")) {
      object.put("additionalProperties", false);
    }
    children(schema).forEach(OpenApi::closed);
  }

  private static Iterable<JsonNode> children(JsonNode node) {
    return node::elements;
  }
}
