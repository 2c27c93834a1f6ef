package dev.videojob.operator.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.JsonPath;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.operator.json.JsonPaths;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a service's last answer. That there is nothing to keep is no failure: the service
 * has done its work.
 *
 * @param message how it ended, in a sentence
 * @param kept an object; anything else that an answer has is kept as its {@code value}
 */
record Result(String message, @Nullable ObjectNode kept) {
  static final int MAX_BYTES = WorkerEnvironment.MAX_REPORT_BYTES;

  /**
   * What is kept.
   *
   * @param answer null for one that is no JSON
   * @param path to the part that is kept, or all of it
   */
  static Result of(@Nullable JsonNode answer, @Nullable JsonPath path) {
    if (answer == null) {
      return new Result("The service answered well; its answer is no JSON and was not kept.", null);
    }
    var part = path == null ? Optional.of(answer) : JsonPaths.find(path, answer);
    if (part.isEmpty() || part.get().isMissingNode()) {
      return new Result(
          path == null
              ? "The service answered well, with nothing."
              : "The service answered well; its answer has nothing at " + path.getPath() + ".",
          null);
    }
    return bounded(object(part.get()));
  }

  private static ObjectNode object(JsonNode part) {
    return part instanceof ObjectNode object
        ? object
        : JsonNodeFactory.instance.objectNode().set("value", part);
  }

  private static Result bounded(ObjectNode result) {
    var bytes = result.toString().getBytes(StandardCharsets.UTF_8).length;
    return bytes <= MAX_BYTES
        ? new Result("The service answered well.", result)
        : new Result(
            "The service answered well; of its answer, %d bytes would be kept, and %d may be. Name a part of it by resultPath."
                .formatted(bytes, MAX_BYTES),
            null);
  }
}
