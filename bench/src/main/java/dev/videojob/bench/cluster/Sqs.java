package dev.videojob.bench.cluster;

import dev.videojob.local.LocalMain;
import dev.videojob.operator.intake.source.Lease;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** ElasticMQ as a process of its own, and our client of it. */
final class Sqs implements AutoCloseable {
  static final String REGION = "us-east-1";
  static final String ACCESS_KEY = "bench";
  private static final int BATCH = 10;
  private static final Duration START = Duration.ofSeconds(30);

  private final ChildProgram program;
  private final URI endpoint;
  private final SqsClient client;

  private Sqs(ChildProgram program, URI endpoint) {
    this.program = program;
    this.endpoint = endpoint;
    this.client =
        SqsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, ACCESS_KEY)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  static Sqs start(Path logs) {
    var port = FreePort.any();
    var command =
        List.of(
            ChildProgram.java(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            LocalMain.class.getName(),
            "stand-in",
            "sqs",
            "--port",
            String.valueOf(port),
            "--host",
            "127.0.0.1");
    var program = ChildProgram.start(logs.resolve("sqs.log"), command, Map.of());
    var sqs = new Sqs(program, URI.create("http://127.0.0.1:" + port));
    sqs.awaitAnswer();
    return sqs;
  }

  private void awaitAnswer() {
    var deadline = Instant.now().plus(START);
    while (!answers()) {
      if (!program.lives() || Instant.now().isAfter(deadline)) {
        close();
        throw new IllegalStateException("SQS did not start; see its log");
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private boolean answers() {
    try {
      client.listQueues();
      return true;
    } catch (SdkException e) {
      return false; // It does not listen yet.
    }
  }

  URI endpoint() {
    return endpoint;
  }

  /** Makes a queue; returns its URL. */
  String makeQueue(String name) {
    return client.createQueue(queue -> queue.queueName(name)).queueUrl();
  }

  /** Sends the message of one upload. */
  void send(String queueUrl, String id) {
    client.sendMessage(message -> message.queueUrl(queueUrl).messageBody(body(id)));
  }

  /** Sends messages with the ids {@code PREFIX-0}, {@code PREFIX-1} …, ten at a time. */
  void sendAll(String queueUrl, String prefix, int count) {
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

  private static String body(String id) {
    return "{\"id\": \"%s\", \"key\": \"%s.mp4\"}".formatted(id, id);
  }

  /** Takes messages as an operator would that has died since: they stay invisible for an hour. */
  List<Lease> hold(String queueUrl, int count) {
    var held = new ArrayList<Lease>();
    while (held.size() < count) {
      var messages =
          client
              .receiveMessage(
                  receive ->
                      receive
                          .queueUrl(queueUrl)
                          .maxNumberOfMessages(BATCH)
                          .visibilityTimeout(3600)
                          .waitTimeSeconds(1))
              .messages();
      if (messages.isEmpty()) {
        throw new IllegalStateException("the queue holds only " + held.size() + " messages");
      }
      messages.stream().map(Sqs::lease).forEach(held::add);
    }
    return held;
  }

  private static Lease lease(Message message) {
    return new Lease(message.messageId(), message.receiptHandle(), Instant.now(), 1);
  }

  @Override
  public void close() {
    client.close();
    program.close();
  }
}
