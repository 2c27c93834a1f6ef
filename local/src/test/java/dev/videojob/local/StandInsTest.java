package dev.videojob.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The stand-ins as their image runs them: each a process of its own. */
class StandInsTest {
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local-secret"));

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void an_upload_to_one_is_a_message_in_the_other() throws IOException {
    int sqsPort = freePort();
    int s3Port = freePort();
    start("sqs", "--port", text(sqsPort), "--queue", "work:dead", "--queue", "done");
    try (SqsClient sqs = sqs(sqsPort);
        S3Client s3 = s3(s3Port)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(sqs.listQueues().queueUrls()).hasSize(3));
      String queue = sqs.getQueueUrl(get -> get.queueName("work")).queueUrl();
      start(
          "s3",
          "--port",
          text(s3Port),
          "--bucket",
          "videos-in",
          "--bucket",
          "videos-out",
          "--notify",
          "videos-in=" + queue,
          "--data",
          folder.resolve("data").toString());
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(s3.listBuckets().buckets()).hasSize(2));

      s3.putObject(
          put -> put.bucket("videos-in").key("clip.mp4"), RequestBody.fromString("a clip"));
      s3.putObject(put -> put.bucket("videos-out").key("other"), RequestBody.fromString("no clip"));

      List<Message> told =
          sqs.receiveMessage(
                  receive -> receive.queueUrl(queue).waitTimeSeconds(5).maxNumberOfMessages(10))
              .messages();
      assertThat(told).singleElement().extracting(Message::body).asString().contains("clip.mp4");
      assertThat(queue).startsWith("http://127.0.0.1:" + sqsPort + "/");
      assertThat(
              sqs.getQueueAttributes(
                      get -> get.queueUrl(queue).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                  .attributes()
                  .get(QueueAttributeName.REDRIVE_POLICY))
          .contains(":dead\"");
    }
  }

  @Test
  void they_end_when_they_are_told_to() throws Exception {
    int port = freePort();
    Process process = start("sqs", "--port", text(port), "--host", "queues.test");
    try (SqsClient sqs = sqs(port)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(sqs.createQueue(create -> create.queueName("late")).queueUrl())
                      .startsWith("http://queues.test:" + port + "/"));
    }

    process.destroy();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
  }

  @Test
  void a_bucket_that_could_not_be_found_again_is_refused() throws Exception {
    Process process = start("s3", "--port", text(freePort()), "--bucket", "in");

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("s3.log")))
        .contains("--bucket in: a bucket's name has 3 to 63");
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.videojob.local.LocalMain", "stand-in"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(arguments[0] + ".log").toFile())
            .start();
    started.add(process);
    return process;
  }

  private static SqsClient sqs(int port) {
    return SqsClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.US_EAST_1)
        .credentialsProvider(CREDENTIALS)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static S3Client s3(int port) {
    return S3Client.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(CREDENTIALS)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static String text(int port) {
    return Integer.toString(port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
