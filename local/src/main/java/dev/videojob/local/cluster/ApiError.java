package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal by the API server, in the words and codes of the real one. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  private ApiError(int code, String reason, String message) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  static ApiError notFound(ResourceType type, String name) {
    return new ApiError(404, "NotFound", quoted(type, name) + " not found");
  }

  static ApiError noSuchPath(String path) {
    return new ApiError(
        404, "NotFound", "the server could not find the requested resource: " + path);
  }

  static ApiError alreadyExists(ResourceType type, String name) {
    return new ApiError(409, "AlreadyExists", quoted(type, name) + " already exists");
  }

  static ApiError conflict(ResourceType type, String name, String why) {
    return new ApiError(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s: %s".formatted(quoted(type, name), why));
  }

  static ApiError stale(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiError invalid(ResourceType type, String name, String why) {
    return new ApiError(
        422, "Invalid", "%s \"%s\" is invalid: %s".formatted(type.kind(), name, why));
  }

  static ApiError badRequest(String message) {
    return new ApiError(400, "BadRequest", message);
  }

  static ApiError methodNotAllowed(String method) {
    return new ApiError(
        405, "MethodNotAllowed", "the server does not allow " + method + " on this path");
  }

  static ApiError unsupportedMediaType(String contentType) {
    return new ApiError(
        415, "UnsupportedMediaType", "the body of type " + contentType + " is not understood");
  }

  static ApiError expired(long revision) {
    return new ApiError(410, "Expired", "too old resource version: " + revision);
  }

  static ApiError internal(Throwable cause) {
    return new ApiError(500, "InternalError", "internal error: " + cause);
  }

  int code() {
    return code;
  }

  /** The error as the API's Status object. */
  ObjectNode toStatus() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage());
    return status.put("reason", reason).put("code", code);
  }

  private static String quoted(ResourceType type, String name) {
    return "%s \"%s\"".formatted(type.qualifiedPlural(), name);
  }
}
