package dev.videojob.operator.api.queues;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.operator.api.jobs.JobId;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.intake.message.ReturnedLetter;
import dev.videojob.operator.redrive.Letter;
import dev.videojob.operator.slots.QueueKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A dead letter as callers see it: why it died, whose it is, and the beginning of its body. What
 * holds or opens something is left out: receipts, signatures of addresses, attributes that are not
 * ours. Pure.
 */
final class LetterView {
  static final int MAX_BODY = 4096;

  private static final int MAX_SENTENCE = 1024;
  private static final int MAX_KEYS = 10;
  private static final Pattern SIGNATURES =
      Pattern.compile(
          "((?:X-Amz-(?:Signature|Credential|Security-Token)|Signature|AWSAccessKeyId)=)[^&\"\\s]+");

  private LetterView() {}

  static ObjectNode of(Letter letter, QueueKey queue, Instant now, ObjectMapper json) {
    var attributes = letter.message().attributes();
    var details = details(attributes, json);
    var view = json.createObjectNode();
    view.put("messageId", letter.id());
    view.put("reason", letter.reason());
    view.put("failureClass", letter.failureClass());
    if (details.path("message").isTextual()) {
      view.put("message", cut(details.path("message").asText(), MAX_SENTENCE));
    }
    number(view, "attempts", details);
    number(view, "exitCode", details);
    view.put("videoJob", letter.videoJob());
    jobId(view, attributes, queue);
    var keys = view.putArray("keys");
    letter.keys().stream().limit(MAX_KEYS).forEach(keys::add);
    letter
        .diedAt()
        .ifPresent(
            died -> {
              view.put("sentAt", died.toString());
              view.put("ageSeconds", Math.max(0, Duration.between(died, now).toSeconds()));
            });
    view.put("receiveCount", letter.message().receiveCount());
    body(view, letter);
    view.properties().removeIf(entry -> entry.getValue().isNull());
    return view;
  }

  /** Anybody can write attributes: one that is broken says nothing. */
  private static JsonNode details(Map<String, String> attributes, ObjectMapper json) {
    try {
      return json.readTree(
          Objects.requireNonNullElse(attributes.get(DeadLetterAttributes.DETAILS), "{}"));
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static void number(ObjectNode view, String field, JsonNode details) {
    var value = details.path(field);
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      view.put(field, value.intValue());
    }
  }

  /** The VideoJobs of a queue are in its namespace. */
  private static void jobId(ObjectNode view, Map<String, String> attributes, QueueKey queue) {
    ReturnedLetter.of(attributes)
        .map(ReturnedLetter::redriveOf)
        .ifPresent(
            failed ->
                view.put(
                    "jobId", new JobId(queue.namespace(), failed.name(), failed.uid()).toString()));
  }

  private static void body(ObjectNode view, Letter letter) {
    var body = ReturnedLetter.original(letter.message()).body();
    view.put("body", cut(SIGNATURES.matcher(body).replaceAll("$1…"), MAX_BODY));
    view.put("bodyBytes", body.getBytes(StandardCharsets.UTF_8).length);
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    var end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }
}
