package dev.videojob.operator.intake.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** {@link QueueReads} over SQS. */
public final class SqsQueueReads implements QueueReads {
  private static final Logger LOG = LoggerFactory.getLogger(SqsQueueReads.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SqsClients clients;

  public SqsQueueReads(SqsClients clients) {
    this.clients = clients;
  }

  @Override
  public Reading read(Sqs sqs, String queueUrl) {
    try {
      return reading(
          clients
              .forUrl(sqs, queueUrl)
              .getQueueAttributes(
                  r ->
                      r.queueUrl(queueUrl)
                          .attributeNames(QueueAttributeName.ALL)
                          .overrideConfiguration(o -> o.apiCallTimeout(TIMEOUT)))
              .attributes());
    } catch (SdkException e) {
      return new Reading.Unread(SqsFault.of(e));
    } catch (IllegalArgumentException e) {
      return new Reading.Unread(new SqsFault(SqsFault.Kind.OTHER, String.valueOf(e.getMessage())));
    }
  }

  private static Reading reading(Map<QueueAttributeName, String> attributes) {
    return new Reading.Read(
        number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
        number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
        Duration.ofSeconds(number(attributes, QueueAttributeName.MESSAGE_RETENTION_PERIOD)),
        redrive(attributes.get(QueueAttributeName.REDRIVE_POLICY)));
  }

  /** Zero where the queue does not say, as servers other than AWS's may not. */
  private static long number(
      Map<QueueAttributeName, String> attributes, QueueAttributeName attribute) {
    String said = attributes.getOrDefault(attribute, "");
    return said.matches("[0-9]{1,18}") ? Long.parseLong(said) : 0;
  }

  private static @Nullable Redrive redrive(@Nullable String policy) {
    if (policy == null || policy.isBlank()) {
      return null;
    }
    try {
      JsonNode read = JSON.readTree(policy);
      int count = read.path("maxReceiveCount").asInt();
      return count < 1 ? null : new Redrive(count, read.path("deadLetterTargetArn").asText());
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  @Override
  public Optional<Instant> oldestOfSome(Sqs sqs, String queueUrl) {
    try {
      return clients
          .forUrl(sqs, queueUrl)
          .receiveMessage(
              r ->
                  r.queueUrl(queueUrl)
                      .maxNumberOfMessages(WorkSource.BATCH)
                      .visibilityTimeout(0)
                      .waitTimeSeconds(0)
                      .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP)
                      .overrideConfiguration(o -> o.apiCallTimeout(TIMEOUT)))
          .messages()
          .stream()
          .flatMap(message -> sentAt(message).stream())
          .min(Comparator.naturalOrder());
    } catch (SdkException | IllegalArgumentException e) {
      LOG.debug("{} could not be looked into: {}", queueUrl, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Instant> sentAt(Message message) {
    String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
    return sent != null && sent.matches("[0-9]{1,18}")
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(sent)))
        : Optional.empty();
  }
}
