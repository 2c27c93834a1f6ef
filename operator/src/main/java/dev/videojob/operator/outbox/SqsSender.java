package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.source.FifoQueues;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.intake.source.WorkSource;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * {@link QueueSender} over SQS. Messages to a standard queue share calls; those to a FIFO queue go
 * one by one, as their order counts.
 */
public final class SqsSender implements QueueSender {
  /** What every SQS takes in one call; AWS itself takes four times as much since 2025. */
  private static final int MAX_CALL_BYTES = 262_144;

  private final SqsClients clients;
  private final SharedCalls<Destination, Outgoing, Sending> calls;

  private record Destination(Sqs sqs, String queueUrl) {}

  /** What became of a message. */
  private sealed interface Sending {
    record Accepted() implements Sending {}

    record Refused(String reason) implements Sending {}

    /** The call was refused as a whole, perhaps because of another message. */
    record Alone() implements Sending {}
  }

  /**
   * @param gap between two calls to a queue that are not full: for senders that are many; one that
   *     sends a message after the other takes zero
   */
  public SqsSender(SqsClients clients, Duration gap) {
    this.clients = clients;
    this.calls =
        new SharedCalls<>(
            this::sendAll,
            new SharedCalls.Room(WorkSource.BATCH, MAX_CALL_BYTES),
            message -> new DeadLetter.Envelope(message.body(), message.attributes()).bytes(),
            gap);
  }

  @Override
  public void send(Sqs sqs, String queueUrl, Outgoing message) throws SendRefused {
    var to = new Destination(sqs, queueUrl);
    switch (FifoQueues.isFifo(queueUrl) ? new Sending.Alone() : share(to, message)) {
      case Sending.Accepted _ -> {}
      case Sending.Refused refused -> throw refusal(to, refused.reason(), null);
      case Sending.Alone _ -> sendAlone(to, message);
    }
  }

  private Sending share(Destination to, Outgoing message) throws SendRefused {
    try {
      return calls.ask(to, message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal(to, "this operator stops", e);
    }
  }

  private static SendRefused refusal(
      Destination to, @Nullable String reason, @Nullable Exception cause) {
    return new SendRefused(to.queueUrl() + " did not accept a message: " + reason, cause);
  }

  private void sendAlone(Destination to, Outgoing message) throws SendRefused {
    try {
      clients.forUrl(to.sqs(), to.queueUrl()).sendMessage(request(to.queueUrl(), message));
    } catch (SdkException | IllegalArgumentException e) {
      throw refusal(to, e.getMessage(), e);
    }
  }

  private List<Sending> sendAll(Destination to, List<Outgoing> messages) {
    if (messages.size() == 1) {
      return List.of(new Sending.Alone());
    }
    var entries =
        IntStream.range(0, messages.size())
            .mapToObj(place -> entry(place, messages.get(place)))
            .toList();
    try {
      var answer =
          clients
              .forUrl(to.sqs(), to.queueUrl())
              .sendMessageBatch(batch -> batch.queueUrl(to.queueUrl()).entries(entries));
      return entries.stream().map(entry -> sending(entry.id(), answer)).toList();
    } catch (AwsServiceException e) {
      return ofAll(
          messages, isAboutTheCall(e) ? new Sending.Alone() : new Sending.Refused(said(e)));
    } catch (SdkException | IllegalArgumentException e) {
      return ofAll(messages, new Sending.Refused(said(e)));
    }
  }

  /** One message that SQS does not like has the whole call refused, now and each time. */
  private static boolean isAboutTheCall(AwsServiceException refusal) {
    return refusal.statusCode() / 100 == 4 && !refusal.isThrottlingException();
  }

  private static List<Sending> ofAll(List<Outgoing> messages, Sending sending) {
    return Collections.nCopies(messages.size(), sending);
  }

  private static String said(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static Sending sending(String id, SendMessageBatchResponse answer) {
    var refusals =
        answer.failed().stream()
            .collect(Collectors.toMap(BatchResultErrorEntry::id, Function.identity()));
    var refusal = refusals.get(id);
    if (refusal != null) {
      return new Sending.Refused(refusal.code() + ": " + refusal.message());
    }
    return answer.successful().stream().map(SendMessageBatchResultEntry::id).anyMatch(id::equals)
        ? new Sending.Accepted()
        : new Sending.Refused("its answer does not mention this message");
  }

  private static SendMessageBatchRequestEntry entry(int place, Outgoing message) {
    return SendMessageBatchRequestEntry.builder()
        .id(Integer.toString(place))
        .messageBody(message.body())
        .messageAttributes(values(message.attributes()))
        .build();
  }

  /** A standard queue refuses the id; a FIFO queue refuses to do without it. */
  private static SendMessageRequest request(String queueUrl, Outgoing message) {
    var request =
        SendMessageRequest.builder()
            .queueUrl(queueUrl)
            .messageBody(message.body())
            .messageAttributes(values(message.attributes()));
    if (FifoQueues.isFifo(queueUrl)) {
      request.messageGroupId(message.group()).messageDeduplicationId(message.id());
    }
    return request.build();
  }

  /** SQS knows no empty attribute values. */
  private static Map<String, MessageAttributeValue> values(Map<String, String> attributes) {
    var values = new HashMap<String, MessageAttributeValue>();
    attributes.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            values.put(
                name,
                MessageAttributeValue.builder().dataType("String").stringValue(value).build());
          }
        });
    return values;
  }
}
