package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.operator.intake.source.SqsClients;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A real SQS server in this process. */
public final class SqsServer implements AutoCloseable {
  private final SQSRestServer server =
      SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
  private final String endpoint =
      "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort();
  private final SqsClients clients =
      new SqsClients(
          StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")), "us-east-1");
  private int queues;

  /** A new queue, received from with the given times in seconds. */
  public VideoQueueSpec.Sqs newQueue(int visibility, int wait) {
    VideoQueueSpec.Sqs named = sqs(endpoint + "/000000000000/q" + queues++, visibility, wait);
    String name = named.queueUrl().substring(named.queueUrl().lastIndexOf('/') + 1);
    client(named).createQueue(r -> r.queueName(name));
    return named;
  }

  /** A new FIFO queue that tells repeated messages by their content. */
  public VideoQueueSpec.Sqs newFifoQueue(int visibility, int wait) {
    VideoQueueSpec.Sqs named =
        sqs(endpoint + "/000000000000/q" + queues++ + ".fifo", visibility, wait);
    String name = named.queueUrl().substring(named.queueUrl().lastIndexOf('/') + 1);
    client(named)
        .createQueue(
            r ->
                r.queueName(name)
                    .attributes(
                        Map.of(
                            QueueAttributeName.FIFO_QUEUE,
                            "true",
                            QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                            "true")));
    return named;
  }

  /** Sends a message of a group and returns its id. */
  public String send(VideoQueueSpec.Sqs sqs, String group, String body) {
    return client(sqs)
        .sendMessage(r -> r.queueUrl(sqs.queueUrl()).messageBody(body).messageGroupId(group))
        .messageId();
  }

  /** Has a queue keep messages for so many seconds. */
  public void keeps(VideoQueueSpec.Sqs sqs, int seconds) {
    set(sqs, QueueAttributeName.MESSAGE_RETENTION_PERIOD, Integer.toString(seconds));
  }

  /** Has a queue move messages that are received too often to another. */
  public void moves(VideoQueueSpec.Sqs sqs, int maxReceiveCount, VideoQueueSpec.Sqs to) {
    String arn =
        client(to)
            .getQueueAttributes(
                r -> r.queueUrl(to.queueUrl()).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    set(
        sqs,
        QueueAttributeName.REDRIVE_POLICY,
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}".formatted(arn, maxReceiveCount));
  }

  private void set(VideoQueueSpec.Sqs sqs, QueueAttributeName attribute, String value) {
    client(sqs)
        .setQueueAttributes(r -> r.queueUrl(sqs.queueUrl()).attributes(Map.of(attribute, value)));
  }

  /** Where this server answers. */
  public String endpoint() {
    return endpoint;
  }

  private static VideoQueueSpec.Sqs sqs(String url, int visibility, int wait) {
    return VideoQueueSpecSqsBuilder.builder()
        .queueUrl(url)
        .visibilityTimeoutSeconds(visibility)
        .waitTimeSeconds(wait)
        .build();
  }

  public SqsClients clients() {
    return clients;
  }

  public SqsClient client(VideoQueueSpec.Sqs sqs) {
    return clients.forQueue(sqs);
  }

  /** Sends a message and returns its id. */
  public String send(VideoQueueSpec.Sqs sqs, String body) {
    return client(sqs).sendMessage(r -> r.queueUrl(sqs.queueUrl()).messageBody(body)).messageId();
  }

  /** Messages that could be received now. */
  public int visible(VideoQueueSpec.Sqs sqs) {
    return count(sqs, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
  }

  /** Messages that somebody holds. */
  public int held(VideoQueueSpec.Sqs sqs) {
    return count(sqs, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  private int count(VideoQueueSpec.Sqs sqs, QueueAttributeName name) {
    Map<QueueAttributeName, String> attributes =
        client(sqs)
            .getQueueAttributes(r -> r.queueUrl(sqs.queueUrl()).attributeNames(name))
            .attributes();
    return Integer.parseInt(attributes.getOrDefault(name, "0"));
  }

  @Override
  public void close() {
    clients.close();
    server.stopAndWait();
  }
}
