package dev.videojob.operator.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.contract.ExitCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Puts facts of the work in place of {@code {placeholders}}. Pure. */
final class Filling {
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "\\{((?:name|namespace|uid|queue|className|source|payload|metadata|answer)"
              + "(?:\\.[A-Za-z0-9_-]+)*)}");

  /** These would lead to another place than the one that is written. */
  private static final Set<String> STEPS = Set.of(".", "..");

  private static final Pattern NOT_IN_HEADERS = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");

  private final JsonNode facts;
  private final ObjectMapper json;

  private Filling(JsonNode facts, ObjectMapper json) {
    this.facts = facts;
    this.json = json;
  }

  /** With the facts of {@code job}. */
  static Filling of(VideoJob job, ObjectMapper json) {
    var spec = job.getSpec();
    var facts = JsonNodeFactory.instance.objectNode();
    facts.put("name", job.getMetadata().getName());
    facts.put("namespace", job.getMetadata().getNamespace());
    facts.put("uid", job.getMetadata().getUid());
    facts.put("queue", spec.queueRef());
    facts.put("className", spec.className());
    facts.put("source", spec.sourceUri().orElse(null));
    facts.set("payload", spec.payload());
    facts.set("metadata", json.valueToTree(spec.metadata()));
    return new Filling(facts, json);
  }

  /** And with what the service answered. */
  Filling with(JsonNode answer) {
    ObjectNode more = facts.deepCopy();
    more.set("answer", answer);
    return new Filling(more, json);
  }

  /**
   * An address, what is put in percent-encoded.
   *
   * @throws CallFailed when something is missing
   */
  String address(String template) throws CallFailed {
    return filled(template, Filling::encoded);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The value of a header.
   *
   * @throws CallFailed when something is missing, or is no text for a header
   */
  String header(String template) throws CallFailed {
    var value = filled(template, Function.identity());
    if (NOT_IN_HEADERS.matcher(value).find()) {
      throw CallFailed.notSent(
          ExitCode.INVALID_INPUT,
          "What is put into the header \""
              + template
              + "\" has more than one line; no header may.");
    }
    return value;
  }

  /**
   * JSON with facts in its strings; a string that is one placeholder becomes the fact itself.
   *
   * @throws CallFailed when the template is no JSON, or something is missing
   */
  JsonNode body(String template) throws CallFailed {
    try {
      return body(json.readTree(template));
    } catch (JsonProcessingException e) {
      throw CallFailed.notSent(
          ExitCode.BAD_CONFIGURATION,
          "body of the http task is no JSON: " + e.getOriginalMessage());
    }
  }

  private JsonNode body(JsonNode template) throws CallFailed {
    if (template.isTextual()) {
      return text(template.textValue());
    }
    if (template.isObject()) {
      var object = JsonNodeFactory.instance.objectNode();
      for (var field : template.properties()) {
        object.set(field.getKey(), body(field.getValue()));
      }
      return object;
    }
    if (template.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      for (var item : template) {
        array.add(body(item));
      }
      return array;
    }
    return template;
  }

  private JsonNode text(String template) throws CallFailed {
    var whole = PLACEHOLDER.matcher(template);
    return whole.matches()
        ? fact(whole.group(1))
        : TextNode.valueOf(filled(template, Function.identity()));
  }

  private String filled(String template, Function<String, String> written) throws CallFailed {
    var filled = new StringBuilder();
    var from = 0;
    for (var found = PLACEHOLDER.matcher(template); found.find(); from = found.end()) {
      filled.append(template, from, found.start());
      filled.append(written.apply(word(found.group(1))));
    }
    return filled.append(template, from, template.length()).toString();
  }

  private String word(String path) throws CallFailed {
    var fact = fact(path);
    if (fact.isContainerNode() || STEPS.contains(fact.asText())) {
      throw CallFailed.notSent(
          ExitCode.INVALID_INPUT,
          "{%s} is %s; where it is put, it must be a word or a number."
              .formatted(path, fact.isContainerNode() ? "no single value" : fact));
    }
    return fact.asText();
  }

  private JsonNode fact(String path) throws CallFailed {
    JsonNode fact = facts;
    for (var step : path.split("\\.", -1)) {
      fact = fact.path(step);
    }
    if (fact.isMissingNode() || fact.isNull()) {
      throw CallFailed.notSent(
          ExitCode.INVALID_INPUT,
          "The work has no value for {" + path + "}, which its http task asks for.");
    }
    return fact;
  }
}
