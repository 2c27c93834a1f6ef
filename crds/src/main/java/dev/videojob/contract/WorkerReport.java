package dev.videojob.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker leaves in its termination message: at most {@link
 * WorkerEnvironment#MAX_REPORT_BYTES} of JSON. Outputs that would not fit are left out here, never
 * in the manifest.
 *
 * @param jobUid uid of the VideoJob that the worker was given, so that a report is never taken for
 *     another job's
 * @param attempt number of the attempt
 * @param reason how it ended, in one CamelCase word such as {@code InvalidInput}
 * @param message the same in a sentence that a user understands
 * @param manifestUri address of {@code manifest.json}, on success
 * @param outputs what was published, on success
 * @param outputCount how many there are in the manifest
 * @param result a JSON object of the worker's own, kept in the status
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record WorkerReport(
    String jobUid,
    int attempt,
    String reason,
    String message,
    @Nullable String manifestUri,
    List<Output> outputs,
    int outputCount,
    @Nullable JsonNode result) {

  /** A report of outputs alone. */
  public WorkerReport(
      String jobUid,
      int attempt,
      String reason,
      String message,
      @Nullable String manifestUri,
      List<Output> outputs,
      int outputCount) {
    this(jobUid, attempt, reason, message, manifestUri, outputs, outputCount, null);
  }

  public WorkerReport {
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
  }
}
