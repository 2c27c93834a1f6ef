package dev.videojob.images.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The project's own platform in a process: what a trained operator is trained with. */
final class PlatformProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration TRANSCODE = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Map<String, String> endpoints;

  private PlatformProcess(Process process, Map<String, String> endpoints) {
    this.process = process;
    this.endpoints = endpoints;
  }

  /**
   * Starts it.
   *
   * @param checkout the project's root, whose module {@code local} is built
   * @param folder takes its log and its endpoints
   * @param worker the program that stands for the worker's image; null for the one of the build
   */
  static PlatformProcess start(Path checkout, Path folder, @Nullable Path worker) {
    Path file = folder.resolve("platform.env");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dvideojob.root=" + checkout);
    command.addAll(List.of("-cp", checkout.resolve("local/target/lib") + "/*"));
    command.addAll(List.of("dev.videojob.local.LocalMain", "stand-in", "platform"));
    command.addAll(List.of("--env-file", file.toString()));
    if (worker != null) {
      command.addAll(List.of("--worker", worker.toString()));
    }
    try {
      Files.deleteIfExists(file);
      Path log = folder.resolve("platform.log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        Waiting.until(
            "the local platform (" + log + ") is up",
            START,
            () -> Files.exists(file) || ended(process, log));
        return new PlatformProcess(process, read(file));
      } catch (RuntimeException e) {
        process.destroy();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ended(Process process, Path log) {
    if (!process.isAlive()) {
      throw new IllegalStateException("the local platform did not start, see " + log);
    }
    return false;
  }

  private static Map<String, String> read(Path file) throws IOException {
    Map<String, String> endpoints = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      endpoints.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return endpoints;
  }

  /** The environment of an operator of this platform. */
  Map<String, String> operatorEnvironment(int port) {
    Map<String, String> environment = new LinkedHashMap<>(endpoints);
    environment.put("VIDEOJOB_HTTP_HOST", "127.0.0.1");
    environment.put("VIDEOJOB_HTTP_PORT", Integer.toString(port));
    environment.put("VIDEOJOB_PROGRESS_URL", "http://127.0.0.1:" + port);
    environment.put("VIDEOJOB_WORKER_IMAGE", "videojob-worker:local");
    environment.put("VIDEOJOB_WORKER_CREDENTIALS_SECRET", "worker-credentials");
    environment.put(
        "VIDEOJOB_WORKER_ENVIRONMENT",
        "AWS_ENDPOINT_URL_S3="
            + endpoint("AWS_ENDPOINT_URL_S3")
            + ",AWS_REGION="
            + endpoint("AWS_REGION"));
    environment.put("VIDEOJOB_LEADER_ELECTION", "true");
    environment.put("VIDEOJOB_LEADER_LEASE_NAMESPACE", "default");
    environment.put("VIDEOJOB_STOP_GRACE_SECONDS", "1");
    return environment;
  }

  private String endpoint(String name) {
    return Objects.requireNonNull(endpoints.get(name), name);
  }

  /** Puts a video where uploads go. */
  void upload(Path video) {
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint("AWS_ENDPOINT_URL_S3")))
            .region(Region.of(endpoint("AWS_REGION")))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        endpoint("AWS_ACCESS_KEY_ID"), endpoint("AWS_SECRET_ACCESS_KEY"))))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      s3.putObject(
          put -> put.bucket(endpoint("VIDEOJOB_INPUT_BUCKET")).key("training.mp4"),
          RequestBody.fromFile(video));
    }
  }

  /** Waits until a VideoJob has succeeded. */
  void awaitSuccess() {
    URI jobs =
        URI.create(
            endpoint("KUBERNETES_MASTER")
                + "/apis/videojob.dev/v1alpha1/namespaces/default/videojobs");
    Waiting.until(
        "a VideoJob has succeeded", TRANSCODE, () -> "Succeeded".equals(state(get(jobs))));
  }

  private static String state(String list) {
    try {
      return JSON.readTree(list).at("/items/0/status/state").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the local API server answered " + list, e);
    }
  }

  private String get(URI uri) {
    try {
      return http.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    Waiting.end(process);
  }
}
