package dev.videojob.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the task. */
final class TaskFile {
  private TaskFile() {}

  static ObjectMapper json() {
    return new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /**
   * Reads it.
   *
   * @throws WorkerFailure with exit code 14 when it is not there or lacks something
   */
  static WorkerTask read(Path file, ObjectMapper json) {
    WorkerTask task;
    try {
      task = json.readValue(Files.readString(file), WorkerTask.class);
    } catch (JsonProcessingException e) {
      throw wrong(file + " is not a task: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw wrong(file + " cannot be read: " + e.getMessage(), e);
    }
    if (task == null) {
      throw wrong(file + " holds no task", null);
    }
    checkPresent(task);
    return task;
  }

  private static void checkPresent(WorkerTask task) {
    Map<String, @Nullable Object> fields = new TreeMap<>();
    fields.put("jobUid", task.jobUid());
    fields.put("source", task.source());
    fields.put("destination", task.destination());
    fields.put("profile", task.profile());
    fields.forEach(
        (name, value) -> {
          if (value == null || value.toString().isBlank()) {
            throw wrong("The task lacks " + name, null);
          }
        });
    if (task.jobUid().contains("/")) {
      throw wrong("The task's jobUid holds a slash", null);
    }
  }

  private static WorkerFailure wrong(String what, @Nullable Exception cause) {
    return new WorkerFailure(
        ExitCode.BAD_CONFIGURATION, ExitCode.BAD_CONFIGURATION.reason(), what + ".", cause);
  }
}
