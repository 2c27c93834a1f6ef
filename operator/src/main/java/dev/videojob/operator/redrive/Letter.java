package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import dev.videojob.operator.intake.message.DeadLetterAttributes;
import dev.videojob.operator.intake.message.MessageReader;
import dev.videojob.operator.intake.message.Reading;
import dev.videojob.operator.intake.message.ReturnedLetter;
import dev.videojob.operator.intake.message.WorkRequest;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.outbox.QueueSender;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as redrives and looks see it. It need not be one of ours: SQS too moves messages to
 * dead-letter queues.
 *
 * @param message as it was received
 * @param failureClass word of the class; null when the letter tells none
 * @param reason one word; null when the letter tells none
 * @param videoJob name of the VideoJob that failed; null where none was made
 * @param keys of the media that it asks for: of the object in S3, or the path of another address;
 *     none when the message is not understood
 */
public record Letter(
    ReceivedMessage message,
    @Nullable String failureClass,
    @Nullable String reason,
    @Nullable String videoJob,
    List<String> keys) {
  private static final String S3 = "s3://";

  static Letter of(ReceivedMessage message, MessageReader reader) {
    var attributes = message.attributes();
    return new Letter(
        message,
        attributes.get(DeadLetterAttributes.FAILURE_CLASS),
        attributes.get(DeadLetterAttributes.REASON),
        ReturnedLetter.of(attributes)
            .flatMap(said -> Optional.ofNullable(said.redriveOf()))
            .map(RedriveOf::name)
            .orElse(null),
        keys(reader.read(message)));
  }

  private static List<String> keys(Reading reading) {
    return reading instanceof Reading.Work work
        ? work.wanted().stream()
            .map(WorkRequest::sourceUri)
            .filter(Objects::nonNull)
            .map(Letter::key)
            .toList()
        : List.of();
  }

  private static String key(String uri) {
    if (uri.startsWith(S3)) {
      return uri.substring(uri.indexOf('/', S3.length()) + 1);
    }
    try {
      var path = URI.create(uri).getPath();
      return path == null || path.isEmpty() ? "" : path.substring(1);
    } catch (IllegalArgumentException e) {
      return uri;
    }
  }

  public String id() {
    return message.messageId();
  }

  /** What goes back; in the group that it came from, where it had one. */
  QueueSender.Outgoing outgoing() {
    var group = message.groupId() == null ? id() : message.groupId();
    return new QueueSender.Outgoing(message.body(), message.attributes(), id(), group);
  }

  /**
   * When it died: when it was sent to the dead-letter queue, by the clock of SQS. Of a message that
   * SQS itself has moved it is when it was first sent, as SQS keeps that time.
   */
  public Optional<Instant> diedAt() {
    return Optional.ofNullable(message.sentAt());
  }

  /** For people: the key, or what else tells the letter, and why it died. */
  String sample() {
    var what = !keys.isEmpty() ? keys.getFirst() : videoJob != null ? videoJob : "message " + id();
    return reason == null ? what : what + " (" + reason + ")";
  }
}
