package dev.videojob.sim.queues;

import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.LeaseOutcome;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.SqsWorkSource;
import dev.videojob.sim.faults.Weather;
import dev.videojob.sim.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A standard SQS queue: any order, at least once. It may deliver a message that is in flight or was
 * deleted; a receipt is new at each receive, and an old one deletes nothing.
 */
public class SimulatedQueue {
  private static final double DELIVERED_THOUGH_IN_FLIGHT = 0.001;
  private static final double DELIVERED_AFTER_DELETION = 0.03;

  private final Agenda agenda;
  private final Weather weather;
  private final RandomGenerator random;
  private final String name;
  private final Map<String, Held> messages = new LinkedHashMap<>();
  private final Consumer<Message> onDeletion;
  private final Consumer<Message> onVainDeletion;
  private int sent;
  private int revivals;

  /** A message as it was sent. */
  public record Message(String id, String body, Map<String, String> attributes, Instant sentAt) {}

  private static final class Held {
    final Message message;
    Instant visibleAt;
    Instant receivedAt;
    int receives;
    boolean givenTwice;
    boolean deleted;

    Held(Message message) {
      this.message = message;
      this.visibleAt = message.sentAt();
      this.receivedAt = message.sentAt();
    }

    String receipt() {
      return message.id() + "/" + receives;
    }
  }

  /** Whether {@code one} is of a later receive than {@code other}, whatever clocks say. */
  public static boolean newer(Lease one, Lease other) {
    return receive(one) > receive(other);
  }

  private static int receive(Lease lease) {
    var receipt = lease.receiptHandle();
    return Integer.parseInt(receipt.substring(receipt.lastIndexOf('/') + 1));
  }

  /**
   * @param onDeletion is told of each message that is deleted for good
   * @param onVainDeletion is told of each that was given to two at the same time, when one of them
   *     is told that it is deleted, and it is not, or was already
   */
  public SimulatedQueue(
      String name,
      Agenda agenda,
      Weather weather,
      RandomGenerator random,
      Consumer<Message> onDeletion,
      Consumer<Message> onVainDeletion) {
    this.name = name;
    this.agenda = agenda;
    this.weather = weather;
    this.random = random;
    this.onDeletion = onDeletion;
    this.onVainDeletion = onVainDeletion;
  }

  public Message send(String body, Map<String, String> attributes) {
    var message = new Message(name + "-" + ++sent, body, Map.copyOf(attributes), agenda.instant());
    messages.put(message.id(), new Held(message));
    return message;
  }

  /** Messages that are there, in flight or not, in the order of their sending. */
  public List<Message> left() {
    return messages.values().stream()
        .filter(held -> !held.deleted)
        .map(held -> held.message)
        .toList();
  }

  /** Messages that anybody could receive now. */
  public long visible() {
    return messages.values().stream()
        .filter(held -> !held.deleted && !held.visibleAt.isAfter(agenda.instant()))
        .count();
  }

  /** Messages that somebody holds. */
  public long held() {
    return left().size() - visible();
  }

  /** How often a message came back that had been deleted. */
  public int revivals() {
    return revivals;
  }

  /**
   * Gives out messages that are visible, though not all of them.
   *
   * @param receiversTime what the receiver's clock says
   */
  public List<ReceivedMessage> receive(int max, Duration visibility, Instant receiversTime) {
    var received = new ArrayList<ReceivedMessage>();
    for (var held : messages.values()) {
      if (received.size() < max && comes(held) && random.nextInt(8) > 0) {
        received.add(receive(held, visibility, receiversTime));
      }
    }
    return received;
  }

  private boolean comes(Held held) {
    if (held.deleted) {
      return false;
    }
    return !held.visibleAt.isAfter(agenda.instant()) || weather.happens(DELIVERED_THOUGH_IN_FLIGHT);
  }

  private ReceivedMessage receive(Held held, Duration visibility, Instant receiversTime) {
    held.receives++;
    held.givenTwice |= held.visibleAt.isAfter(agenda.instant());
    held.receivedAt = agenda.instant();
    held.visibleAt = agenda.instant().plus(visibility);
    return new ReceivedMessage(
        held.message.id(),
        held.message.body(),
        held.message.attributes(),
        held.receipt(),
        receiversTime,
        held.message.sentAt(),
        held.receives,
        null);
  }

  public LeaseOutcome renew(Lease lease, Duration wanted) {
    var held = messages.get(lease.messageId());
    var lost = lost(held, lease);
    if (held == null || lost != null) {
      return new LeaseOutcome.Lost(lease, String.valueOf(lost));
    }
    var until = agenda.instant().plus(wanted);
    if (until.isAfter(held.receivedAt.plus(SqsWorkSource.CEILING))) {
      return new LeaseOutcome.Lost(lease, "InvalidParameterValue: VisibilityTimeout");
    }
    held.visibleAt = until;
    return new LeaseOutcome.Renewed(lease, until);
  }

  private @Nullable String lost(@Nullable Held held, Lease lease) {
    if (held == null || held.deleted || !held.receipt().equals(lease.receiptHandle())) {
      return "ReceiptHandleIsInvalid";
    }
    return held.visibleAt.isAfter(agenda.instant()) ? null : "MessageNotInflight";
  }

  public DeleteOutcome delete(Lease lease) {
    var held = messages.get(lease.messageId());
    if (held != null && !held.deleted && held.receipt().equals(lease.receiptHandle())) {
      held.deleted = true;
      onDeletion.accept(held.message);
      maybeAgain(held);
    } else if (held != null && held.givenTwice) {
      onVainDeletion.accept(held.message);
    }
    return new DeleteOutcome.Deleted(lease);
  }

  /** A server that was away when the message was deleted may still have a copy. */
  private void maybeAgain(Held held) {
    if (weather.happens(DELIVERED_AFTER_DELETION)) {
      agenda.after(
          weather.upTo(Duration.ofMinutes(20)),
          () -> {
            held.deleted = false;
            revivals++;
            held.visibleAt = agenda.instant();
          });
    }
  }

  public void release(Lease lease) {
    var held = messages.get(lease.messageId());
    if (held != null && lost(held, lease) == null) {
      held.visibleAt = agenda.instant();
    }
  }
}
