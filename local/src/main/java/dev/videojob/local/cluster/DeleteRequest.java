package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an object is to be deleted.
 *
 * @param uid the only uid to delete, or null for any
 * @param resourceVersion the only version to delete, or null for any
 * @param gracePeriodSeconds the grace a pod gets, or null for its own
 * @param finalizer what the garbage collector has to do first, or null for nothing
 */
record DeleteRequest(
    @Nullable String uid,
    @Nullable String resourceVersion,
    @Nullable Long gracePeriodSeconds,
    @Nullable String finalizer) {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  /** Whatever it is, its dependents afterwards. */
  static final DeleteRequest BACKGROUND = new DeleteRequest(null, null, null, null);

  private static final Set<String> POLICIES = Set.of("", "Background", "Foreground", "Orphan");

  /**
   * From the DeleteOptions of a request.
   *
   * @param options the body, or a missing node
   * @param policyParameter the propagation policy in the query, used if the body has none
   * @param graceParameter the grace in the query, used if the body has none
   */
  static DeleteRequest of(
      JsonNode options, @Nullable String policyParameter, @Nullable String graceParameter) {
    String policy = options.path("propagationPolicy").asText(textOr(policyParameter, ""));
    if (!POLICIES.contains(policy)) {
      throw ApiError.badRequest("unknown propagationPolicy " + policy);
    }
    return new DeleteRequest(
        text(options.at("/preconditions/uid")),
        text(options.at("/preconditions/resourceVersion")),
        grace(options.path("gracePeriodSeconds"), graceParameter),
        finalizerOf(policy));
  }

  static DeleteRequest ofUid(String uid) {
    return new DeleteRequest(uid, null, null, null);
  }

  private static @Nullable String finalizerOf(String policy) {
    return switch (policy) {
      case "Foreground" -> FOREGROUND;
      case "Orphan" -> ORPHAN;
      default -> null;
    };
  }

  private static @Nullable Long grace(JsonNode body, @Nullable String parameter) {
    if (body.isNumber()) {
      return body.asLong();
    }
    return parameter == null ? null : Long.valueOf(parameter);
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : null;
  }

  private static String textOr(@Nullable String value, String other) {
    return value == null ? other : value;
  }
}
