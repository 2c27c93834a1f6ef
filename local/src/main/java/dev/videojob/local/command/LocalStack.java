package dev.videojob.local.command;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecDestinationTemplateBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecMappingBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetryBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.local.LocalEndpoints;
import dev.videojob.local.LocalPlatform;
import dev.videojob.local.LocalPlatformConfig;
import dev.videojob.operator.OperatorProcess;
import dev.videojob.operator.calls.AllowedHosts;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.resources.WorkerDefaults;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The local platform, the objects that a user would apply to it, and the operator. The operator is
 * given settings, as its image would be; it can be stopped and started anew on its own.
 */
public final class LocalStack implements AutoCloseable {
  /** The namespace of everything. */
  public static final String NAMESPACE = "default";

  /** The VideoQueue that takes the uploads. */
  public static final String QUEUE = "uploads";

  static final String CREDENTIALS_SECRET = "worker-credentials";
  static final String WORKER_IMAGE = "videojob-worker:local";
  private static final String LOOPBACK = "127.0.0.1";

  /** What is on its way from a queue that ends too need not be waited for. */
  private static final Duration STOP_GRACE = Duration.ofSeconds(1);

  private static final Duration TOMBSTONES = Duration.ofDays(15);
  private static final Duration API_JOB_TTL = Duration.ofDays(7);

  private final LocalPlatform platform;
  private final KubernetesClient client;
  private final int operatorPort;
  private final int apiPort = freePort();
  private @Nullable OperatorProcess operator;

  private LocalStack(LocalPlatform platform, int operatorPort) {
    this.platform = platform;
    this.client = platform.newKubernetesClient();
    this.operatorPort = operatorPort;
  }

  /** Starts everything. */
  public static LocalStack start() {
    var stack = startPlatform();
    stack.startOperator();
    return stack;
  }

  /** Starts everything but the operator. */
  public static LocalStack startPlatform() {
    return startPlatform(platform -> {});
  }

  /**
   * Starts everything but the operator.
   *
   * @param changes what is to be otherwise, such as ports or more images
   */
  public static LocalStack startPlatform(Consumer<LocalPlatformConfig.Builder> changes) {
    var config = LocalPlatformConfig.builder().image(WORKER_IMAGE, WorkerProgram.command());
    changes.accept(config);
    var platform = LocalPlatform.start(config.build());
    var stack = new LocalStack(platform, freePort());
    stack.apply(stack.queue());
    stack.client.resource(stack.credentials()).create();
    return stack;
  }

  /** Starts the operator, in this process, as its settings in {@link #operatorConfig} say. */
  public void startOperator() {
    var endpoints = platform.endpoints();
    var credentials =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(endpoints.accessKeyId(), endpoints.secretAccessKey()));
    operator =
        OperatorProcess.start(
            operatorConfig(),
            client,
            new SqsClients(credentials, endpoints.region()),
            InstantSource.system());
  }

  public LocalEndpoints endpoints() {
    return platform.endpoints();
  }

  public KubernetesClient client() {
    return client;
  }

  /** Settings of an operator that serves this platform. */
  public OperatorConfig operatorConfig() {
    var endpoints = platform.endpoints();
    return new OperatorConfig(
        Set.of(),
        new OperatorConfig.Http(LOOPBACK, operatorPort),
        api(),
        null,
        1000,
        10,
        1000,
        new OperatorConfig.HttpTasks(1000, AllowedHosts.parse(List.of("127.0.0.0/8", "::1"))),
        new WorkerDefaults(
            WORKER_IMAGE,
            null,
            CREDENTIALS_SECRET,
            String.valueOf(Runtime.getRuntime().availableProcessors()),
            "4Gi",
            Map.of(
                "AWS_ENDPOINT_URL_S3", endpoints.s3().toString(),
                "AWS_REGION", endpoints.region()),
            "http://" + LOOPBACK + ":" + operatorPort),
        new OperatorConfig.MongoStore(
            endpoints.mongo().toString(), endpoints.mongoDatabase(), "videojobs"),
        new OperatorConfig.Tombstones("videojob-operator", NAMESPACE, TOMBSTONES),
        OperatorConfig.Log.DEFAULT,
        STOP_GRACE);
  }

  /** On the loopback address only; whoever is on this machine may do what they like with it. */
  private OperatorConfig.Api api() {
    return new OperatorConfig.Api(
        new OperatorConfig.Http(LOOPBACK, apiPort),
        new OperatorConfig.Api.Access.Everybody(),
        NAMESPACE,
        API_JOB_TTL,
        new OperatorConfig.Api.Bounds(256 * 1024, 100, 64, 200),
        Set.of());
  }

  /** Address of the HTTP API. */
  public URI httpApi() {
    return URI.create("http://" + LOOPBACK + ":" + apiPort);
  }

  /** Changes its one VideoQueue. */
  public void changeQueue(UnaryOperator<VideoQueueSpec> change) {
    var _ =
        client
            .resources(VideoQueue.class)
            .inNamespace(NAMESPACE)
            .withName(QUEUE)
            .edit(
                queue -> {
                  queue.setSpec(change.apply(queue.getSpec()));
                  return queue;
                });
  }

  private void apply(VideoQueue queue) {
    client.resource(queue).create();
  }

  private VideoQueue queue() {
    var endpoints = platform.endpoints();
    var queue = new VideoQueue();
    queue.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(QUEUE).build());
    queue.setSpec(
        VideoQueueSpecBuilder.builder()
            .sqs(
                VideoQueueSpecSqsBuilder.builder()
                    .queueUrl(endpoints.queueUrl())
                    .deadLetterQueueUrl(endpoints.deadLetterQueueUrl())
                    .processedQueueUrl(endpoints.processedQueueUrl())
                    .endpoint(endpoints.sqs().toString())
                    .region(endpoints.region())
                    .build())
            .destination(
                VideoQueueSpecDestinationTemplateBuilder.builder()
                    .uri("s3://" + endpoints.outputBucket() + "/{stem}")
                    .build())
            .mapping(
                VideoQueueSpecMappingBuilder.builder()
                    .defaultBucket(endpoints.inputBucket())
                    .build())
            .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(slots()).build())
            .retry(
                VideoQueueSpecRetryBuilder.builder()
                    .initialDelaySeconds(1)
                    .maxDelaySeconds(10)
                    .build())
            .template(VideoQueueSpec.Template.DEFAULT)
            .build());
    return queue;
  }

  /** One transcode uses every core; a second one hides the start of the next. */
  private static int slots() {
    return Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
  }

  private Secret credentials() {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(CREDENTIALS_SECRET)
        .endMetadata()
        .addToData("AWS_ACCESS_KEY_ID", base64(platform.endpoints().accessKeyId()))
        .addToData("AWS_SECRET_ACCESS_KEY", base64(platform.endpoints().secretAccessKey()))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free on the loopback address", e);
    }
  }

  /** Stops the operator, then the platform with all its processes and files. */
  @Override
  public void close() {
    if (operator != null) {
      operator.close();
    }
    client.close();
    platform.close();
  }
}
