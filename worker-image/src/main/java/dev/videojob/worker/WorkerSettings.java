package dev.videojob.worker;

import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the process, beside the task.
 *
 * @param scratch folder for scratch files
 * @param threads threads of ffmpeg
 * @param progressInterval shortest time between two progress reports
 */
public record WorkerSettings(Path scratch, int threads, Duration progressInterval) {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

  /**
   * Reads them from the environment.
   *
   * @throws WorkerFailure with exit code 14 that names the variable which is wrong
   */
  public static WorkerSettings from(Map<String, String> environment) {
    String format = environment.getOrDefault("VIDEOJOB_LOG_FORMAT", "text");
    if (!Set.of("text", "json").contains(format)) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION, "VIDEOJOB_LOG_FORMAT is " + format + "; write text or json.");
    }
    String scratch = environment.get(WorkerEnvironment.SCRATCH_DIR);
    return new WorkerSettings(
        Path.of(scratch == null ? System.getProperty("java.io.tmpdir", "/tmp") : scratch)
            .toAbsolutePath(),
        threads(environment.get(WorkerEnvironment.CPU_LIMIT)),
        PROGRESS_INTERVAL);
  }

  private static int threads(@Nullable String limit) {
    if (limit == null || limit.isBlank()) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int threads = Integer.parseInt(limit.strip());
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException e) {
      throw wrong(limit);
    }
    throw wrong(limit);
  }

  private static WorkerFailure wrong(String limit) {
    return new WorkerFailure(
        ExitCode.BAD_CONFIGURATION,
        WorkerEnvironment.CPU_LIMIT + " is " + limit + "; write a whole number of cores from 1.");
  }
}
