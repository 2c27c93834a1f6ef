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
  private static final String REASON = "NotUnderstood";

  private final QueueSender sender;
  private final Events events;
  private final ObjectMapper json;

  public DeadLetterRefusals(QueueSender sender, Events events, ObjectMapper json) {
    this.sender = sender;
    this.events = events;
    this.json = json;
  }

  @Override
  public boolean refuse(VideoQueue queue, ReceivedMessage message, String reason) {
    events.warning(queue, REASON, "Message " + message.messageId() + ": " + reason);
    var sqs = queue.getSpec().sqs();
    if (sqs == null || sqs.deadLetterQueueUrl() == null) {
      LOG.warn("message {} is left in its queue: {}", message.messageId(), reason);
      return false;
    }
    var letter =
        new DeadLetter(message.messageId(), "Permanent", REASON, reason, 0, null, null, null, 0);
    var group = Objects.requireNonNullElse(message.groupId(), message.messageId());
    var outgoing = letter.outgoing(message.body(), message.attributes(), group, json);
    try {
      sender.send(sqs, sqs.deadLetterQueueUrl(), outgoing);
      return true;
    } catch (SendRefused e) {
      LOG.warn("a dead letter has to be sent again: {}", e.getMessage());
      return false;
    }
  }
}
