package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks an object against a structural schema alone, without its rules: for programs that refuse
 * early what an API server would refuse or drop, and have no CEL.
 */
public final class ObjectCheck {
  private ObjectCheck() {}

  /** All faults of {@code object}, which is not changed: fields that are not known come first. */
  public static List<Cause> faults(ObjectNode object, JsonNode schema) {
    ObjectNode known = object.deepCopy();
    List<Cause> faults = new ArrayList<>();
    Pruning.prune(known, schema).forEach(field -> faults.add(Cause.unknown(field)));
    faults.addAll(SchemaCheck.check(known, schema));
    return List.copyOf(faults);
  }
}
