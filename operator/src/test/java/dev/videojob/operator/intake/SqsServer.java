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
