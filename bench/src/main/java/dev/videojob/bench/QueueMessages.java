package dev.videojob.bench;

import dev.videojob.operator.intake.source.Lease;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The messages of uploads, as the benchmark itself sends and holds them. */
public final class QueueMessages implements AutoCloseable {
  private static final int BATCH = 10;
  private static final int AN_HOUR = 3600;

  private final SqsClient client;

  private QueueMessages(SqsClient client) {
    this.client = client;
  }

  /**
   * Messages of the queues of one server.
   *
   * @param accessKey also its secret: no stand-in checks it
   */
  public static QueueMessages at(URI endpoint, String region, String accessKey) {
    return new QueueMessages(
        SqsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, accessKey)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build());
  }

  /** The client that it has. */
  public SqsClient client() {
    return client;
  }

  /** Sends the message of one upload. */
  public void send(String queueUrl, String id) {
    client.sendMessage(message -> message.queueUrl(queueUrl).messageBody(body(id)));
  }

  /** Sends messages with the ids {@code PREFIX-0}, {@code PREFIX-1} …, ten at a time. */
  public void sendAll(String queueUrl, String prefix, int count) {
    for (var first = 0; first < count; first += BATCH) {
      var entries =
          IntStream.range(first, Math.min(count, first + BATCH))
              .mapToObj(
                  number ->
                      SendMessageBatchRequestEntry.builder()
                          .id("n" + number)
                          .messageBody(body(prefix + "-" + number))
                          .build())
              .toList();
      var answer = client.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(entries));
      if (answer.hasFailed() && !answer.failed().isEmpty()) {
        throw new IllegalStateException("SQS refused messages: " + answer.failed().getFirst());
      }
    }
  }

  /** The body of the message of one upload. */
  static String body(String id) {
    return "{\"id\": \"%s\", \"key\": \"%s.mp4\"}".formatted(id, id);
  }

  /** Takes messages as an operator would that has died since: they stay invisible for an hour. */
  public List<Lease> hold(String queueUrl, int count) {
    var held = new ArrayList<Lease>();
    while (held.size() < count) {
      var messages =
          client
              .receiveMessage(
                  receive ->
                      receive
                          .queueUrl(queueUrl)
                          .maxNumberOfMessages(BATCH)
                          .visibilityTimeout(AN_HOUR)
                          .waitTimeSeconds(1))
              .messages();
      if (messages.isEmpty()) {
        throw new IllegalStateException("the queue holds only " + held.size() + " messages");
      }
      messages.stream().map(QueueMessages::lease).forEach(held::add);
    }
    return held;
  }

  /** Has messages that are held stay so for {@code seconds} from now on. */
  public void renew(String queueUrl, List<Lease> held, int seconds) {
    for (var first = 0; first < held.size(); first += BATCH) {
      var entries =
          IntStream.range(first, Math.min(held.size(), first + BATCH))
              .mapToObj(
                  number ->
                      ChangeMessageVisibilityBatchRequestEntry.builder()
                          .id("n" + number)
                          .receiptHandle(held.get(number).receiptHandle())
                          .visibilityTimeout(seconds)
                          .build())
              .toList();
      client.changeMessageVisibilityBatch(batch -> batch.queueUrl(queueUrl).entries(entries));
    }
  }

  private static Lease lease(Message message) {
    return new Lease(message.messageId(), message.receiptHandle(), Instant.now(), 1);
  }

  @Override
  public void close() {
    client.close();
  }
}
