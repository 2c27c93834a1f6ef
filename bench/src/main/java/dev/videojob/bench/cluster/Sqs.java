package dev.videojob.bench.cluster;

import dev.videojob.bench.QueueMessages;
import dev.videojob.local.LocalMain;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;

/** ElasticMQ as a process of its own, and our client of it. */
final class Sqs implements AutoCloseable {
  static final String REGION = "us-east-1";
  static final String ACCESS_KEY = "bench";
  private static final Duration START = Duration.ofSeconds(30);

  private final ChildProgram program;
  private final URI endpoint;
  private final QueueMessages messages;

  private Sqs(ChildProgram program, URI endpoint) {
    this.program = program;
    this.endpoint = endpoint;
    this.messages = QueueMessages.at(endpoint, REGION, ACCESS_KEY);
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
      messages.client().listQueues();
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
    return messages.client().createQueue(queue -> queue.queueName(name)).queueUrl();
  }

  /** The messages of its queues. */
  QueueMessages messages() {
    return messages;
  }

  @Override
  public void close() {
    messages.close();
    program.close();
  }
}
