package dev.videojob.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditions as kstatus has them: one of a type, its transition time moving only with its status.
 */
public final class Conditions {
  public static final String COMPLETE = "Complete";
  public static final String FAILED = "Failed";
  public static final String METADATA_SYNCED = "MetadataSynced";
  public static final String STALLED = "Stalled";
  public static final String READY = "Ready";

  private Conditions() {}

  /** {@code conditions} with the one of {@code type} set. */
  public static List<Condition> with(
      List<Condition> conditions,
      String type,
      boolean status,
      String reason,
      String message,
      long generation,
      Instant now) {
    var word = status ? "True" : "False";
    var before = conditions.stream().filter(known -> type.equals(known.getType())).findFirst();
    var since =
        before
            .filter(known -> word.equals(known.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElseGet(now::toString);
    var next = without(conditions, type);
    next.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(word)
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build());
    return List.copyOf(next);
  }

  /** {@code conditions} less the one of {@code type}. */
  public static List<Condition> without(List<Condition> conditions, String type) {
    var next = new ArrayList<>(conditions);
    next.removeIf(known -> type.equals(known.getType()));
    return next;
  }

  /** Whether the condition of {@code type} is there and true. */
  public static boolean isTrue(List<Condition> conditions, String type) {
    return conditions.stream()
        .anyMatch(known -> type.equals(known.getType()) && "True".equals(known.getStatus()));
  }
}
