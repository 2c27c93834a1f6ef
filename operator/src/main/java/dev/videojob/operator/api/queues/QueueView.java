package dev.videojob.operator.api.queues;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.operator.redrive.DeadLetterLook;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** A queue as callers see it. Pure. */
final class QueueView {
  private QueueView() {}

  /** What it is set to, and whether it is served. */
  static ObjectNode of(VideoQueue queue, ObjectMapper json) {
    var spec = queue.getSpec();
    var view = named(queue, json);
    view.put("profile", spec.profile());
    view.put("suspended", spec.suspend());
    view.put("maxJobs", spec.limits().maxJobs());
    view.set("classes", json.valueToTree(spec.limits().classes()));
    view.put("fromSqs", spec.sqs() != null);
    status(queue).conditions().stream()
        .filter(condition -> Conditions.READY.equals(condition.getType()))
        .findFirst()
        .ifPresent(
            ready -> {
              view.put("ready", "True".equals(ready.getStatus()));
              view.put("message", ready.getMessage());
            });
    return view;
  }

  /**
   * Its numbers.
   *
   * @param unsettled its VideoJobs that are not settled
   */
  static ObjectNode statistics(
      VideoQueue queue, Stream<VideoJob> unsettled, Instant now, ObjectMapper json) {
    var status = status(queue);
    var view = named(queue, json);
    view.put("queued", status.waiting());
    view.put("running", status.running());
    view.put("succeeded", status.succeeded());
    view.put("failed", status.failed());
    view.put("received", status.received());
    view.put("refused", status.refused());
    view.put("duplicates", status.duplicates());
    oldest(view, unsettled, now);
    view.set("messages", json.valueToTree(status.messages()));
    view.set("deadLetters", json.valueToTree(status.deadLetters()));
    view.properties().removeIf(entry -> entry.getValue().isNull());
    return view;
  }

  /** Some of its dead letters. */
  static ObjectNode deadLetters(
      VideoQueue queue, DeadLetterLook.Outcome.Seen seen, Instant now, ObjectMapper json) {
    var view = named(queue, json);
    view.put("visible", seen.visible());
    view.put("held", seen.held());
    var items = view.putArray("items");
    seen.letters()
        .forEach(letter -> items.add(LetterView.of(letter, QueueKey.of(queue), now, json)));
    return view;
  }

  private static void oldest(ObjectNode view, Stream<VideoJob> unsettled, Instant now) {
    unsettled
        .filter(QueueView::hasNotStarted)
        .map(job -> Instant.parse(job.getMetadata().getCreationTimestamp()))
        .min(Comparator.naturalOrder())
        .ifPresent(
            oldest -> {
              view.put("oldestQueuedAt", oldest.toString());
              view.put(
                  "oldestQueuedSeconds", Math.max(0, Duration.between(oldest, now).toSeconds()));
            });
  }

  private static boolean hasNotStarted(VideoJob job) {
    var status = job.getStatus();
    return !job.ended() && (status == null || status.attempts().isEmpty());
  }

  private static ObjectNode named(VideoQueue queue, ObjectMapper json) {
    return json.createObjectNode()
        .put("namespace", queue.getMetadata().getNamespace())
        .put("name", queue.getMetadata().getName());
  }

  private static VideoQueueStatus status(VideoQueue queue) {
    return Objects.requireNonNullElse(queue.getStatus(), VideoQueueStatus.NEW);
  }
}
