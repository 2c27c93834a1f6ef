package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, as RFC 9457 has it.
 *
 * @param detail for people, with the remedy where there is one
 * @param faults the fields that are wrong, where it is about fields
 * @param retryAfter when the same request may succeed; absent: not by itself
 */
public record Problem(Kind kind, String detail, List<Fault> faults, @Nullable Duration retryAfter) {
  /** Media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPE_PREFIX = "urn:videojob:problem:";

  /** Kinds of problems; programs tell them by their names. */
  public enum Kind {
    BAD_REQUEST("bad-request", 400, "The request is not understood"),
    UNAUTHENTICATED("unauthenticated", 401, "Who asks is not known"),
    FORBIDDEN("forbidden", 403, "The caller may not do this"),
    NOT_FOUND("not-found", 404, "There is no such thing"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This cannot be done here"),
    TOO_SLOW("too-slow", 408, "The request came too slowly"),
    CONFLICT("conflict", 409, "Something else is in the way"),
    GONE("cursor-expired", 410, "The cursor has expired"),
    TOO_LARGE("too-large", 413, "The request is too large"),
    MEDIA_TYPE("media-type", 415, "The body is not JSON"),
    INVALID("invalid", 422, "The request cannot be accepted"),
    KEY_REUSED("idempotency-key-reused", 422, "The Idempotency-Key was used for another request"),
    TOO_MANY("too-many-requests", 429, "The caller asks too often"),
    INTERNAL("internal", 500, "The server failed"),
    UNAVAILABLE("unavailable", 503, "Not possible at the moment");

    private final String word;
    private final int status;
    private final String title;

    Kind(String word, int status, String title) {
      this.word = word;
      this.status = status;
      this.title = title;
    }

    /** The status code that goes with it. */
    public int status() {
      return status;
    }
  }

  /**
   * A field that is wrong.
   *
   * @param field its path in the body, such as {@code source.uri}, or the name of a parameter
   */
  public record Fault(String field, String message) {}

  public Problem {
    faults = List.copyOf(faults);
  }

  /** A problem that is not about fields. */
  public static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, List.of(), null);
  }

  /** A problem that goes by itself. */
  public static Problem passing(Kind kind, String detail, Duration retryAfter) {
    return new Problem(kind, detail, List.of(), retryAfter);
  }

  /** A problem of one field or parameter. */
  public static Problem of(Kind kind, String field, String message) {
    return about(kind, List.of(new Fault(field, message)));
  }

  /** A problem of some fields. */
  public static Problem about(Kind kind, List<Fault> faults) {
    var detail =
        faults.stream().map(fault -> fault.field() + ": " + fault.message()).limit(3).toList();
    var more = faults.size() > 3 ? " (and %d more)".formatted(faults.size() - 3) : "";
    return new Problem(kind, String.join("; ", detail) + more, faults, null);
  }

  /** An exception that ends the request with this problem. */
  public Refusal asRefusal() {
    return new Refusal(this);
  }

  /** The problem document. */
  public ObjectNode body(ObjectMapper json) {
    var body = json.createObjectNode();
    body.put("type", TYPE_PREFIX + kind.word);
    body.put("title", kind.title);
    body.put("status", kind.status);
    body.put("detail", detail);
    if (!faults.isEmpty()) {
      body.set("errors", json.valueToTree(faults));
    }
    return body;
  }
}
