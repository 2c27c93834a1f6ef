package dev.videojob.local.queue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a queue did with its messages: when it gave them to somebody, and who went on holding them.
 */
public final class MessageLog {
  private final SqsWire wire;
  private final String queueUrl;

  /**
   * @param wire by which all clients of the queue talk to it
   */
  public MessageLog(SqsWire wire, String queueUrl) {
    this.wire = wire;
    this.queueUrl = queueUrl;
  }

  /** A message was given to somebody. */
  public record HandOut(String messageId, String receipt, Instant at) {}

  /** Somebody asked for a message to stay hidden, and it was granted. */
  private record Renewal(String messageId, Instant askedAt) {}

  /** All hand-outs, in their order. */
  public List<HandOut> handOuts() {
    return calls("ReceiveMessage")
        .flatMap(
            call ->
                entries(call.answer(), "Messages")
                    .map(
                        message ->
                            new HandOut(
                                message.path("MessageId").textValue(),
                                message.path("ReceiptHandle").textValue(),
                                call.answeredAt())))
        .toList();
  }

  /** The messages that somebody renewed since {@code time}. */
  public Set<String> renewedSince(Instant time) {
    return renewals()
        .filter(renewal -> renewal.askedAt().isAfter(time))
        .map(Renewal::messageId)
        .collect(Collectors.toSet());
  }

  /** The messages that were deleted. */
  public Set<String> deleted() {
    var messages = messagesByReceipt();
    return calls("DeleteMessageBatch")
        .flatMap(MessageLog::granted)
        .map(entry -> Objects.requireNonNull(messages.get(receipt(entry))))
        .collect(Collectors.toSet());
  }

  private static String receipt(JsonNode entry) {
    return entry.path("ReceiptHandle").textValue();
  }

  /** When {@code handedOut} had been held for the last time before it was given out anew. */
  public Instant heldLastBefore(HandOut handedOut) {
    var given =
        handOuts().stream()
            .filter(other -> other.messageId().equals(handedOut.messageId()))
            .map(HandOut::at);
    var renewed =
        renewals()
            .filter(renewal -> renewal.messageId().equals(handedOut.messageId()))
            .map(Renewal::askedAt);
    return Stream.concat(given, renewed)
        .filter(time -> time.isBefore(handedOut.at()))
        .max(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  private Stream<Renewal> renewals() {
    var messages = messagesByReceipt();
    return calls("ChangeMessageVisibilityBatch")
        .flatMap(
            call ->
                granted(call)
                    .filter(entry -> entry.path("VisibilityTimeout").intValue() > 0)
                    .map(
                        entry ->
                            new Renewal(
                                Objects.requireNonNull(messages.get(receipt(entry))),
                                call.askedAt())));
  }

  private Map<String, String> messagesByReceipt() {
    return handOuts().stream().collect(Collectors.toMap(HandOut::receipt, HandOut::messageId));
  }

  private Stream<SqsWire.Call> calls(String action) {
    return wire.calls().filter(call -> call.action().equals(action) && call.concerns(queueUrl));
  }

  /** The entries of a batch that the queue accepted. */
  private static Stream<JsonNode> granted(SqsWire.Call call) {
    var accepted =
        entries(call.answer(), "Successful")
            .map(entry -> entry.path("Id").textValue())
            .collect(Collectors.toSet());
    return entries(call.request(), "Entries")
        .filter(entry -> accepted.contains(entry.path("Id").textValue()));
  }

  private static Stream<JsonNode> entries(JsonNode of, String name) {
    return StreamSupport.stream(of.path(name).spliterator(), false);
  }
}
