package dev.videojob.local.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo has to show.
 *
 * @param files one entry a file, in the order of the command line
 * @param succeeded how many succeeded
 * @param seconds from the first upload to the last outcome
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DemoReport(List<FileReport> files, long succeeded, double seconds) {

  /**
   * What became of one file.
   *
   * @param file as it was given
   * @param key of the uploaded object
   * @param outputFolder local folder of its outputs
   * @param metadata the metadata document
   * @param processed the message in the processed queue
   * @param deadLetter the message in the dead-letter queue
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FileReport(
      String file,
      String key,
      String videoJob,
      String state,
      int attempts,
      @Nullable Long durationSeconds,
      double seconds,
      @Nullable String reason,
      @Nullable String message,
      List<Output> outputs,
      @Nullable String outputFolder,
      @Nullable JsonNode metadata,
      @Nullable JsonNode processed,
      @Nullable DeadLetterReport deadLetter) {}

  /** A dead letter: the original body and what was added to it. */
  record DeadLetterReport(String body, JsonNode details) {}

  boolean allSucceeded() {
    return succeeded == files.size();
  }
}
