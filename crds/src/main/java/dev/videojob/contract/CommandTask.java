package dev.videojob.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the container of a command is told of its work, as JSON in the file that {@link
 * WorkerEnvironment#TASK_FILE} names. Its payload is in another file, that of {@link
 * WorkerEnvironment#PAYLOAD_FILE}.
 *
 * @param jobNamespace namespace of the VideoJob
 * @param jobName name of the VideoJob
 * @param jobUid uid of the VideoJob
 * @param attempt number of the attempt, from 1
 * @param className class of the work
 * @param source address of the media, if the work has one
 * @param destination {@code s3://BUCKET/PREFIX} for outputs, if the VideoJob says one
 * @param metadata facts of the user's own
 * @param progressUrl address to POST {@link ProgressReport}s to, at most one per 2 s; absent: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record CommandTask(
    String jobNamespace,
    String jobName,
    String jobUid,
    int attempt,
    @Nullable String className,
    @Nullable String source,
    @Nullable String destination,
    Map<String, String> metadata,
    @Nullable String progressUrl) {

  public CommandTask {
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }
}
