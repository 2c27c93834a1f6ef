package dev.videojob.operator.outbox;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.source.SqsClients;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** {@link QueueSender} over SQS. */
public final class SqsSender implements QueueSender {
  private final SqsClients clients;

  public SqsSender(SqsClients clients) {
    this.clients = clients;
  }

  @Override
  public void send(Sqs sqs, String queueUrl, String body, Map<String, String> attributes)
      throws SendRefused {
    try {
      clients
          .forUrl(sqs, queueUrl)
          .sendMessage(
              request ->
                  request
                      .queueUrl(queueUrl)
                      .messageBody(body)
                      .messageAttributes(values(attributes)));
    } catch (SdkException | IllegalArgumentException e) {
      throw new SendRefused(queueUrl + " did not accept a message: " + e.getMessage(), e);
    }
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
