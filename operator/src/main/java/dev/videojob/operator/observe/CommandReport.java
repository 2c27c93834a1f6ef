package dev.videojob.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerReport;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the termination message of a command says; it may be anything, or nothing. Pure. */
final class CommandReport {
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Za-z0-9]{0,62}");
  private static final int MAX_MESSAGE = 1024;

  private final ObjectMapper json;

  CommandReport(ObjectMapper json) {
    this.json = json;
  }

  /** The report of an attempt that ended with {@code exitCode} and left {@code message}. */
  WorkerReport of(String jobUid, int attempt, int exitCode, @Nullable String message) {
    var left = Objects.requireNonNullElse(message, "").strip();
    var object = object(left);
    return exitCode == 0
        ? success(jobUid, attempt, left, object)
        : new WorkerReport(
            jobUid,
            attempt,
            reason(exitCode, object),
            said(exitCode, left, object),
            null,
            List.of(),
            0);
  }

  private static WorkerReport success(
      String jobUid, int attempt, String left, @Nullable JsonNode object) {
    var message =
        object == null && !left.isEmpty()
            ? "The command ended well. What it left in its termination message is no JSON object of at"
                + " most 4096 bytes and was not kept."
            : "The command ended well.";
    return new WorkerReport(
        jobUid, attempt, ExitCode.SUCCESS.reason(), message, null, List.of(), 0, object);
  }

  private @Nullable JsonNode object(String text) {
    try {
      var read = json.readTree(text);
      return read.isObject() ? read : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String reason(int exitCode, @Nullable JsonNode object) {
    var own = object == null ? "" : object.path("reason").asText();
    return REASON.matcher(own).matches() && !own.equals(ExitCode.SUCCESS.reason())
        ? own
        : ExitCode.of(exitCode).map(ExitCode::reason).orElse("ExitCode" + exitCode);
  }

  private static String said(int exitCode, String left, @Nullable JsonNode object) {
    var own = object == null ? left : object.path("message").asText();
    if (own.isBlank()) {
      return "The command ended with exit code " + exitCode + ".";
    }
    return own.length() <= MAX_MESSAGE ? own : own.substring(0, MAX_MESSAGE) + "…";
  }
}
