package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.source.FifoQueues;
import dev.videojob.operator.intake.source.SqsClients;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** {@link QueueSender} over SQS. */
public final class SqsSender implements QueueSender {
  private final SqsClients clients;

  public SqsSender(SqsClients clients) {
    this.clients = clients;
  }

  @Override
  public void send(Sqs sqs, String queueUrl, Outgoing message) throws SendRefused {
    try {
      clients.forUrl(sqs, queueUrl).sendMessage(request(queueUrl, message));
    } catch (SdkException | IllegalArgumentException e) {
      throw new SendRefused(queueUrl + " did not accept a message: " + e.getMessage(), e);
    }
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
