package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.crds.CommittedCrds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides over objects of our kinds by the committed CRDs, as an API server does. One thing it does
 * not do: let old faults in unchanged fields pass on an update (ratcheting). Any number of threads
 * may use one.
 */
public final class Admission {
  private static final Cause RULES_NOT_CHECKED =
      Cause.invalid(
          "",
          "null",
          "some validation rules were not checked because the object was invalid; correct the"
              + " existing errors to complete validation");

  private final Map<String, JsonNode> schemas;
  private final CelRules rules = new CelRules();

  /** What becomes of an object. */
  public sealed interface Result {}

  /**
   * The object may be stored.
   *
   * @param object the object, pruned and with defaults
   * @param unknownFields paths of fields that the schema does not know and that were dropped; with
   *     {@code fieldValidation=Strict}, kubectl's default, an API server refuses them
   */
  public record Admitted(ObjectNode object, List<String> unknownFields) implements Result {}

  /** The object must not be stored. */
  public record Refused(List<Cause> causes) implements Result {

    /** All causes, as an API server's message lists them. */
    public String message() {
      return causes.size() == 1
          ? causes.getFirst().toString()
          : causes.stream().map(Cause::toString).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** Decides by the CRDs that are packed with this class. */
  public Admission() {
    this(CommittedCrds.schemas());
  }

  /** Takes a root schema by kind. */
  Admission(Map<String, JsonNode> schemas) {
    this.schemas = Map.copyOf(schemas);
    schemas.values().forEach(SchemaKeywords::requireKnown);
  }

  /** Whether the kind is one of ours. */
  public boolean knows(String kind) {
    return schemas.containsKey(kind);
  }

  /**
   * Decides over {@code object}, which is not changed.
   *
   * @param old what it replaces, as it is stored; null when it is created
   */
  public Result admit(JsonNode object, @Nullable JsonNode old) {
    JsonNode schema = schemas.get(object.path("kind").asText());
    if (schema == null) {
      throw new IllegalArgumentException("No CRD of kind " + object.path("kind"));
    }
    ObjectNode admitted = object.deepCopy();
    List<String> unknown = Pruning.prune(admitted, schema);
    Defaulting.apply(admitted, schema);
    List<Cause> causes = new ArrayList<>(SchemaCheck.check(admitted, schema));
    if (causes.stream().anyMatch(cause -> cause.reason().blocksRules())) {
      causes.add(RULES_NOT_CHECKED);
    } else {
      causes.addAll(rules.check(admitted, old, schema));
    }
    return causes.isEmpty() ? new Admitted(admitted, unknown) : new Refused(List.copyOf(causes));
  }
}
