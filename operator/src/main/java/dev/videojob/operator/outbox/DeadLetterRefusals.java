package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.intake.Refusals;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.outbox.QueueSender.SendRefused;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages of which no work can be made to the dead-letter queue. Where there is none, the
 * message stays in its queue: its own redrive policy, or a person, has to see to it.
 */
public final class DeadLetterRefusals implements Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRefusals.class);
  private static final String NOT_UNDERSTOOD = "NotUnderstood";
  private static final String FAILED_BEFORE = "FailedBefore";

  private final QueueSender sender;
  private final Events events;
  private final ObjectMapper json;

  public DeadLetterRefusals(QueueSender sender, Events events, ObjectMapper json) {
    this.sender = sender;
    this.events = events;
    this.json = json;
  }

  @Override
  public boolean refuse(VideoQueue queue, ReceivedMessage message, Refusal refusal) {
    String sentence = refusal.sentence();
    events.warning(queue, reason(refusal), "Message " + message.messageId() + ": " + sentence);
    var sqs = queue.getSpec().sqs();
    if (sqs == null || sqs.deadLetterQueueUrl() == null) {
      LOG.warn("message {} is left in its queue: {}", message.messageId(), sentence);
      return false;
    }
    var group = Objects.requireNonNullElse(message.groupId(), message.messageId());
    var outgoing =
        letter(queue, message, refusal).outgoing(message.body(), message.attributes(), group, json);
    try {
      sender.send(sqs, sqs.deadLetterQueueUrl(), outgoing);
      return true;
    } catch (SendRefused e) {
      LOG.warn("a dead letter has to be sent again: {}", e.getMessage());
      return false;
    }
  }

  private static DeadLetter letter(VideoQueue queue, ReceivedMessage message, Refusal refusal) {
    var failed = refusal.failed();
    return new DeadLetter(
        id(message, refusal),
        "Permanent",
        reason(refusal),
        refusal.sentence(),
        0,
        null,
        failed == null ? null : queue.getMetadata().getNamespace() + "/" + failed.name(),
        failed == null ? null : failed.uid(),
        refusal.recordIndex(),
        refusal.recordCount());
  }

  /** Records of one message are refused by letters of their own. */
  private static String id(ReceivedMessage message, Refusal refusal) {
    var index = refusal.recordIndex();
    var count = refusal.recordCount();
    return index == null || count == null || count == 1
        ? message.messageId()
        : message.messageId() + "-" + index;
  }

  private static String reason(Refusal refusal) {
    return refusal.failed() == null ? NOT_UNDERSTOOD : FAILED_BEFORE;
  }
}
