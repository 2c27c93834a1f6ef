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
  public static final String REDRIVE_POLICY = "RedrivePolicy";
  public static final String DEAD_LETTER_QUEUE = "DeadLetterQueue";

  private Conditions() {}

  /** What a condition says. */
  public record Said(String type, boolean status, String reason, String message) {
    public static Said yes(String type, String reason, String message) {
      return new Said(type, true, reason, message);
    }

    public static Said no(String type, String reason, String message) {
      return new Said(type, false, reason, message);
    }

    private String word() {
      return status ? "True" : "False";
    }
  }

  /** {@code conditions} with the one of that type saying {@code said}, in the place it had. */
  public static List<Condition> with(
      List<Condition> conditions, Said said, long generation, Instant now) {
    var condition =
        new ConditionBuilder()
            .withType(said.type())
            .withStatus(said.word())
            .withReason(said.reason())
            .withMessage(said.message())
            .withObservedGeneration(generation)
            .withLastTransitionTime(since(conditions, said, now))
            .build();
    var next = new ArrayList<>(conditions);
    next.replaceAll(known -> said.type().equals(known.getType()) ? condition : known);
    if (!next.contains(condition)) {
      next.add(condition);
    }
    return List.copyOf(next);
  }

  private static String since(List<Condition> conditions, Said said, Instant now) {
    return conditions.stream()
        .filter(known -> said.type().equals(known.getType()))
        .filter(known -> said.word().equals(known.getStatus()))
        .map(Condition::getLastTransitionTime)
        .findFirst()
        .orElseGet(now::toString);
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
