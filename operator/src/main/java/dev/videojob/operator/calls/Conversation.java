package dev.videojob.operator.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.HttpMethod;
import dev.videojob.api.v1alpha1.TaskSpec;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.contract.ExitCode;
import dev.videojob.operator.json.JsonPaths;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One attempt of an http task, from its first request to its end. It blocks its thread. */
final class Conversation {
  /** So often in a row a question may fail for a passing reason. */
  private static final int MAX_BROKEN_QUESTIONS = 5;

  private final TaskSpec.Http task;
  private final Request first;
  private final Filling filling;
  private final Duration timeout;
  private final Instant deadline;
  private final WebClient web;
  private final Cancellation cancellation;
  private final ObjectMapper json;
  private final InstantSource clock;

  private Conversation(
      TaskSpec.Http task,
      Request first,
      Filling filling,
      Duration timeout,
      Surroundings around,
      Cancellation cancellation) {
    this.task = task;
    this.first = first;
    this.filling = filling;
    this.timeout = timeout;
    this.deadline = around.clock().instant().plus(timeout);
    this.web = around.web();
    this.cancellation = cancellation;
    this.json = around.json();
    this.clock = around.clock();
  }

  /** What all conversations share. */
  record Surroundings(
      WebClient web, HeaderSecrets secrets, ObjectMapper json, InstantSource clock) {}

  /**
   * Prepares it.
   *
   * @param timeout for all of it
   * @throws CallFailed when the first request cannot be made
   */
  static Conversation of(
      VideoJob job,
      String idempotencyKey,
      TaskSpec.Http task,
      Duration timeout,
      Surroundings around,
      Cancellation cancellation)
      throws CallFailed {
    var filling = Filling.of(job, around.json());
    var address = Request.address(filling.address(task.url()));
    var request =
        new Request(
            task.method(),
            address,
            headers(task, filling, idempotencyKey),
            confidential(job, task, around.secrets()),
            address,
            task.method().sendsBody() ? body(job, task, filling, around.json()) : null);
    return new Conversation(task, request, filling, timeout, around, cancellation);
  }

  private static Map<String, String> headers(
      TaskSpec.Http task, Filling filling, String idempotencyKey) throws CallFailed {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Accept", "application/json");
    for (var header : task.headers().entrySet()) {
      headers.put(header.getKey(), filling.header(header.getValue()));
    }
    headers.put(IdempotencyKey.HEADER, idempotencyKey);
    return headers;
  }

  private static Map<String, String> confidential(
      VideoJob job, TaskSpec.Http task, HeaderSecrets secrets) throws CallFailed {
    return task.headersSecret() == null
        ? Map.of()
        : secrets.of(job.getMetadata().getNamespace(), task.headersSecret());
  }

  private static String body(VideoJob job, TaskSpec.Http task, Filling filling, ObjectMapper json)
      throws CallFailed {
    var payload =
        Objects.requireNonNullElse(job.getSpec().payload(), JsonNodeFactory.instance.objectNode());
    var body = task.body() == null ? payload : filling.body(task.body());
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("what was read as JSON can be written", impossible);
    }
  }

  /**
   * Talks to the service until it is done.
   *
   * @throws CallFailed when it does not come to that
   * @throws InterruptedException when it is broken off
   */
  Result hold() throws CallFailed, InterruptedException {
    var resultPath = task.resultPath() == null ? null : path("resultPath", task.resultPath());
    var answer = asked(first);
    var failure = AnswerVerdict.failure(answer, clock.instant());
    if (failure.isPresent()) {
      throw failure.get();
    }
    var polling = task.polling();
    return Result.of(polling == null ? tree(answer) : end(polling, tree(answer)), resultPath);
  }

  private JsonNode end(TaskSpec.Polling polling, @Nullable JsonNode answer)
      throws CallFailed, InterruptedException {
    if (answer == null) {
      throw notUnderstood("The service's answer is no JSON, and where to ask on is in it.");
    }
    var states = new States(path("polling.stateField", polling.stateField()), polling);
    if (states.ended(answer)) {
      return answer;
    }
    var question =
        new Request(
            HttpMethod.GET,
            statusAddress(polling, answer),
            first.headers(),
            first.confidential(),
            first.home(),
            null);
    return polled(question, Duration.ofSeconds(polling.intervalSeconds()), states);
  }

  private JsonNode polled(Request question, Duration interval, States states)
      throws CallFailed, InterruptedException {
    var wait = interval;
    for (var broken = 0; ; ) {
      pause(wait);
      JsonNode answer;
      try {
        answer = status(question);
        broken = 0;
        wait = interval;
      } catch (CallFailed e) {
        if (e.failure().failureClass() != FailureClass.TRANSIENT
            || ++broken == MAX_BROKEN_QUESTIONS) {
          throw e;
        }
        wait = longer(interval, e.failure().retryAfter());
        continue;
      }
      if (states.ended(answer)) {
        return answer;
      }
    }
  }

  private static Duration longer(Duration one, @Nullable Duration other) {
    return other == null || other.compareTo(one) < 0 ? one : other;
  }

  private JsonNode status(Request question) throws CallFailed, InterruptedException {
    var answer = asked(question);
    var failure = AnswerVerdict.failure(answer, clock.instant());
    if (failure.isPresent()) {
      throw failure.get();
    }
    var tree = tree(answer);
    if (tree == null || tree.isMissingNode()) {
      throw notUnderstood("The service's answer about its work is no JSON: " + answer.snippet());
    }
    return tree;
  }

  /** Tells the states that a service names. */
  private record States(JsonPath field, TaskSpec.Polling polling) {

    /** Whether the work is done; an answer that names no state says that it goes on. */
    boolean ended(JsonNode answer) throws CallFailed {
      var state = JsonPaths.find(field, answer).map(JsonNode::asText).orElse("");
      if (polling.failedValues().contains(state)) {
        throw CallFailed.answered(
            ExitCode.IO_ERROR,
            "ServiceFailed",
            "The service says that its work is \"%s\": %s".formatted(state, beginning(answer)));
      }
      return polling.doneValues().contains(state);
    }

    private static String beginning(JsonNode answer) {
      return new Answer(0, null, null, answer.toString()).snippet();
    }
  }

  private URI statusAddress(TaskSpec.Polling polling, JsonNode answer) throws CallFailed {
    var written = polling.statusUrl();
    if (!written.startsWith("$")) {
      return Request.address(filling.with(answer).address(written));
    }
    var found =
        JsonPaths.find(path("polling.statusUrl", written), answer)
            .filter(JsonNode::isTextual)
            .orElseThrow(
                () -> notUnderstood("The service's answer has no address at " + written + "."));
    try {
      return Request.address(first.address().resolve(found.textValue().strip()).toString());
    } catch (IllegalArgumentException e) {
      return Request.address(found.textValue());
    }
  }

  private Answer asked(Request request) throws CallFailed, InterruptedException {
    var left = left();
    var patience = Duration.ofSeconds(task.timeoutSeconds());
    try {
      return web.send(request, left.compareTo(patience) < 0 ? left : patience, cancellation);
    } catch (CallFailed e) {
      if (cancellation.isCancelled()) {
        throw new InterruptedException("the call was broken off");
      }
      if (!clock.instant().isBefore(deadline)) {
        throw CallFailed.outOfTime(timeout);
      }
      throw e;
    }
  }

  private void pause(Duration interval) throws CallFailed, InterruptedException {
    var left = left();
    cancellation.await(left.compareTo(interval) < 0 ? left : interval);
    if (cancellation.isCancelled()) {
      throw new InterruptedException("the call was broken off");
    }
  }

  private Duration left() throws CallFailed {
    var left = Duration.between(clock.instant(), deadline);
    if (!left.isPositive()) {
      throw CallFailed.outOfTime(timeout);
    }
    return left;
  }

  private @Nullable JsonNode tree(Answer answer) {
    try {
      return answer.text().isBlank() ? MissingNode.getInstance() : json.readTree(answer.text());
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static JsonPath path(String field, String written) throws CallFailed {
    try {
      return JsonPath.compile(written);
    } catch (InvalidPathException | IllegalArgumentException e) {
      throw CallFailed.notSent(
          ExitCode.BAD_CONFIGURATION,
          "%s of the http task is no JSONPath: %s".formatted(field, e.getMessage()));
    }
  }

  private static CallFailed notUnderstood(String message) {
    return CallFailed.answered(ExitCode.IO_ERROR, "AnswerNotUnderstood", message);
  }
}
