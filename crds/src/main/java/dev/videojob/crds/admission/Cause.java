package dev.videojob.crds.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One reason for a refusal, as in {@code status.details.causes} of an API server's answer.
 *
 * @param field path of the field, such as {@code spec.retry.maxAttempts}; empty for the root
 * @param reason what kind of fault it is
 * @param message the fault, such as {@code Invalid value: 0: should be …}
 */
public record Cause(String field, Reason reason, String message) {

  /** Kinds of faults, by the names of Kubernetes. */
  public enum Reason {
    REQUIRED("FieldValueRequired", "Required value", true),
    DUPLICATE("FieldValueDuplicate", "Duplicate value", false),
    INVALID("FieldValueInvalid", "Invalid value", false),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value", true),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value", true),
    FORBIDDEN("FieldValueForbidden", "Forbidden", false),
    TOO_LONG("FieldValueTooLong", "Too long", true),
    TOO_MANY("FieldValueTooMany", "Too many", true);

    private final String apiName;
    private final String words;
    private final boolean blocksRules;

    Reason(String apiName, String words, boolean blocksRules) {
      this.apiName = apiName;
      this.words = words;
      this.blocksRules = blocksRules;
    }

    /** The name in {@code status.details.causes[].reason}. */
    public String apiName() {
      return apiName;
    }

    /** Whether an API server evaluates no CEL rule beside such a fault. */
    boolean blocksRules() {
      return blocksRules;
    }
  }

  static Cause required(String field, String detail) {
    return new Cause(field, Reason.REQUIRED, detailed(Reason.REQUIRED.words, detail));
  }

  static Cause forbidden(String field, String detail) {
    return new Cause(field, Reason.FORBIDDEN, detailed(Reason.FORBIDDEN.words, detail));
  }

  static Cause unknown(String field) {
    return new Cause(
        field, Reason.FORBIDDEN, "there is no such field; remove it or correct its name");
  }

  static Cause duplicate(String field, JsonNode value) {
    return new Cause(field, Reason.DUPLICATE, Reason.DUPLICATE.words + ": " + value);
  }

  static Cause notSupported(String field, JsonNode value, List<JsonNode> supported) {
    String values = supported.stream().map(JsonNode::toString).collect(Collectors.joining(", "));
    return new Cause(
        field,
        Reason.NOT_SUPPORTED,
        "Unsupported value: " + value + ": supported values: " + values);
  }

  static Cause tooLong(String field, long most) {
    return new Cause(
        field,
        Reason.TOO_LONG,
        "Too long: may not be more than " + most + (most == 1 ? " byte" : " bytes"));
  }

  static Cause tooMany(String field, int size, long most) {
    return new Cause(
        field,
        Reason.TOO_MANY,
        "Too many: " + size + ": must have at most " + most + (most == 1 ? " item" : " items"));
  }

  static Cause typeInvalid(String field, JsonNode value, String type) {
    String given = '"' + typeOf(value) + '"';
    return new Cause(
        field,
        Reason.TYPE_INVALID,
        "Invalid value: "
            + given
            + ": "
            + field
            + " in body must be of type "
            + type
            + ": "
            + given);
  }

  static Cause invalid(String field, String value, String detail) {
    return new Cause(field, Reason.INVALID, "Invalid value: " + value + ": " + detail);
  }

  static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case STRING, BINARY -> "string";
      case NULL, MISSING -> "null";
    };
  }

  private static String detailed(String words, String detail) {
    return detail.isEmpty() ? words : words + ": " + detail;
  }

  @Override
  public String toString() {
    return (field.isEmpty() ? "<nil>" : field) + ": " + message;
  }
}
