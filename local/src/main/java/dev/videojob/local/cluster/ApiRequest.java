package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, free of the server it came through.
 *
 * @param method the HTTP method
 * @param path the path, still encoded
 * @param parameters reads a query parameter, null if absent
 * @param contentType the body's media type without parameters
 * @param body the body, empty if there was none
 */
record ApiRequest(
    String method, String path, Parameters parameters, String contentType, String body) {

  /** Reads a query parameter. */
  interface Parameters {
    /** The first value of a parameter, null if it is absent. */
    @Nullable String get(String name);
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  boolean flag(String name) {
    String value = parameter(name);
    return value != null && ("1".equals(value) || "true".equals(value.toLowerCase(Locale.ROOT)));
  }

  long number(String name) {
    String value = parameter(name);
    if (value == null || value.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw ApiError.badRequest(name + " is not a number: " + value);
    }
  }

  boolean dryRun() {
    return "All".equals(parameter("dryRun"));
  }

  Predicate<JsonNode> selector() {
    return Selector.labels(parameter("labelSelector"))
        .and(Selector.fields(parameter("fieldSelector")));
  }
}
