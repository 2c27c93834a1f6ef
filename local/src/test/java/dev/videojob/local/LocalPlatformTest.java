package dev.videojob.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

class LocalPlatformTest {
  @TempDir private Path parent;

  @Test
  void clients_that_know_only_the_endpoints_reach_everything() {
    try (LocalPlatform platform = LocalPlatform.start(config().build())) {
      Map<String, String> env = platform.endpoints().asEnvironment();
      assertThat(env.keySet())
          .containsExactly(
              "AWS_ENDPOINT_URL_SQS",
              "AWS_ENDPOINT_URL_S3",
              "AWS_REGION",
              "AWS_ACCESS_KEY_ID",
              "AWS_SECRET_ACCESS_KEY",
              "MONGODB_URI",
              "MONGODB_DATABASE",
              "VIDEOJOB_QUEUE_URL",
              "VIDEOJOB_DLQ_URL",
              "VIDEOJOB_PROCESSED_QUEUE_URL",
              "VIDEOJOB_INPUT_BUCKET",
              "VIDEOJOB_OUTPUT_BUCKET",
              "KUBERNETES_MASTER");
      uploadIsTold(env);
      try (MongoClient mongo = MongoClients.create(env.get("MONGODB_URI"));
          KubernetesClient kubernetes = platform.newKubernetesClient()) {
        assertThat(mongo.getDatabase(env.get("MONGODB_DATABASE")).listCollectionNames()).isEmpty();
        assertThat(kubernetes.supports("videojob.dev/v1alpha1", "VideoJob")).isTrue();
      }
    }
  }

  @Test
  void a_close_is_quick_and_leaves_no_file() throws Exception {
    LocalPlatform platform = LocalPlatform.start(config().build());
    assertThat(files()).hasSize(1);

    long begin = System.nanoTime();
    platform.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(files()).isEmpty();
  }

  @Test
  void a_taken_port_is_told_and_nothing_stays() throws Exception {
    try (LocalPlatform first = LocalPlatform.start(config().build())) {
      int taken = first.endpoints().s3().getPort();
      LocalPlatformConfig second =
          config().ports(new LocalPlatformConfig.Ports(0, taken, 0, 0)).build();

      assertThatThrownBy(() -> LocalPlatform.start(second))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the local S3 did not start");
      assertThat(files()).hasSize(1);
    }
  }

  private static void uploadIsTold(Map<String, String> env) {
    try (S3Client s3 =
            S3Client.builder()
                .endpointOverride(URI.create(env.get("AWS_ENDPOINT_URL_S3")))
                .region(Region.of(env.get("AWS_REGION")))
                .credentialsProvider(credentials(env))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        SqsClient sqs =
            SqsClient.builder()
                .endpointOverride(URI.create(env.get("AWS_ENDPOINT_URL_SQS")))
                .region(Region.of(env.get("AWS_REGION")))
                .credentialsProvider(credentials(env))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
      s3.putObject(
          r -> r.bucket(env.get("VIDEOJOB_INPUT_BUCKET")).key("clip.mp4"),
          RequestBody.fromString("clip"));
      assertThat(
              sqs.receiveMessage(r -> r.queueUrl(env.get("VIDEOJOB_QUEUE_URL")).waitTimeSeconds(2))
                  .messages())
          .singleElement()
          .satisfies(message -> assertThat(message.body()).contains("\"key\":\"clip.mp4\""));
    }
  }

  private static StaticCredentialsProvider credentials(Map<String, String> env) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(
            env.getOrDefault("AWS_ACCESS_KEY_ID", ""),
            env.getOrDefault("AWS_SECRET_ACCESS_KEY", "")));
  }

  private LocalPlatformConfig.Builder config() {
    return LocalPlatformConfig.builder()
        .parentDirectory(parent)
        .image("shell", List.of("/bin/sh", "-c"));
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(parent)) {
      return files.toList();
    }
  }
}
