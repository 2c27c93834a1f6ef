package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Evaluates a schema's {@code x-kubernetes-validations}. */
final class CelRules {
  private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");

  private final CelCompiler compiler =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", SimpleType.DYN)
          .build();
  private final CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder().build();

  /** Compiled when first needed: to compile them all takes a second or two of a start. */
  private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>();

  private CelRuntime.Program program(String rule) {
    try {
      return runtime.createProgram(compiler.compile(rule).getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalArgumentException("This is not a CEL rule: " + rule, e);
    }
  }

  /** The faults of an object that has the types of its schema. */
  List<Cause> check(JsonNode object, @Nullable JsonNode old, JsonNode schema) {
    List<Cause> causes = new ArrayList<>();
    check(object, old, schema, "", causes);
    return causes;
  }

  private void check(
      JsonNode value, @Nullable JsonNode old, JsonNode schema, String path, List<Cause> causes) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      String text = rule.get("rule").asText();
      if (old != null || !OLD_SELF.matcher(text).find()) {
        evaluate(rule, value, old, schema, path, causes);
      }
    }
    for (Entry<String, JsonNode> property : schema.path("properties").properties()) {
      descend(value, old, property.getKey(), property.getValue(), path, causes);
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      check(value.get(i), null, schema.path("items"), Paths.item(path, i), causes);
    }
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject() && value.isObject()) {
      value
          .fieldNames()
          .forEachRemaining(
              key ->
                  check(
                      value.get(key),
                      old == null ? null : old.get(key),
                      others,
                      Paths.key(path, key),
                      causes));
    }
  }

  private void descend(
      JsonNode value,
      @Nullable JsonNode old,
      String name,
      JsonNode schema,
      String path,
      List<Cause> causes) {
    JsonNode child = value.get(name);
    if (child != null && !child.isNull()) {
      JsonNode oldChild = old == null ? null : old.get(name);
      check(child, oldChild, schema, Paths.child(path, name), causes);
    }
  }

  private void evaluate(
      JsonNode rule,
      JsonNode value,
      @Nullable JsonNode old,
      JsonNode schema,
      String path,
      List<Cause> causes) {
    String type = '"' + schema.path("type").asText() + '"';
    String message = rule.path("message").asText(rule.get("rule").asText());
    Map<String, Object> variables = new HashMap<>();
    variables.put("self", CelValues.of(value));
    if (old != null) {
      variables.put("oldSelf", CelValues.of(old));
    }
    try {
      CelRuntime.Program program =
          programs.computeIfAbsent(rule.get("rule").asText(), this::program);
      if (!Boolean.TRUE.equals(program.eval(variables))) {
        causes.add(broken(rule, type, path, message));
      }
    } catch (CelEvaluationException e) {
      causes.add(Cause.invalid(path, type, e.getMessage() + " evaluating rule: " + message));
    }
  }

  private static Cause broken(JsonNode rule, String type, String path, String message) {
    String below = rule.path("fieldPath").asText();
    String field = path + (path.isEmpty() && !below.isEmpty() ? below.substring(1) : below);
    return switch (rule.path("reason").asText()) {
      case "FieldValueRequired" -> Cause.required(field, message);
      case "FieldValueForbidden" -> Cause.forbidden(field, message);
      default -> Cause.invalid(field, type, message);
    };
  }
}
