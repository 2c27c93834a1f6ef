package dev.videojob.operator.intake.source;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The operator's SQS clients, one per endpoint and region. They are closed together, at the end.
 * Calls other than long polls end within {@link #CALL_TIMEOUT}, the SDK's own retries included.
 */
public final class SqsClients implements AutoCloseable {
  /** The most that a call takes which does not wait for messages. */
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** Above the 20 s that the longest long poll waits. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private static final String KEPT_CONNECTIONS = "http.maxConnections";

  static {
    // Java keeps five for later calls; the heartbeat of one queue alone makes eight at once, and a
    // new connection costs more than a call.
    if (System.getProperty(KEPT_CONNECTIONS) == null) {
      System.setProperty(KEPT_CONNECTIONS, "64");
    }
  }

  private final Map<SqsAddress, SqsClient> clients = new ConcurrentHashMap<>();
  private final AwsCredentialsProvider credentials;
  private final @Nullable String operatorRegion;

  /** Clients with the credentials and the region that the SDK finds in the surroundings. */
  public static SqsClients fromSurroundings() {
    return new SqsClients(DefaultCredentialsProvider.builder().build(), null);
  }

  /**
   * Clients with the given credentials.
   *
   * @param operatorRegion region of queues whose URL and settings tell none; null asks the SDK
   */
  public SqsClients(AwsCredentialsProvider credentials, @Nullable String operatorRegion) {
    this.credentials = credentials;
    this.operatorRegion = operatorRegion;
  }

  /**
   * The client for the queue that {@code sqs} receives from.
   *
   * @throws IllegalArgumentException when its URL or endpoint is not a URL
   */
  public SqsClient forQueue(VideoQueueSpec.Sqs sqs) {
    return forUrl(sqs, sqs.queueUrl());
  }

  /**
   * The client for another queue of the same VideoQueue, such as its dead-letter queue, which may
   * be in another region.
   */
  public SqsClient forUrl(VideoQueueSpec.Sqs sqs, String queueUrl) {
    return clients.computeIfAbsent(SqsAddress.of(sqs, queueUrl), this::open);
  }

  private SqsClient open(SqsAddress address) {
    var builder =
        SqsClient.builder()
            .credentialsProvider(credentials)
            .region(region(address))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(READ_TIMEOUT))
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .retryStrategy(RetryMode.STANDARD)
                    .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                    .apiCallTimeout(CALL_TIMEOUT)
                    .build());
    if (address.endpoint() != null) {
      builder.endpointOverride(address.endpoint());
    }
    return builder.build();
  }

  private Region region(SqsAddress address) {
    String told = address.region() != null ? address.region() : operatorRegion;
    if (told != null) {
      return Region.of(told);
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      // An endpoint of one's own usually looks at no region, yet signatures need one.
      return Region.US_EAST_1;
    }
  }

  @Override
  public void close() {
    clients.values().forEach(SqsClient::close);
    clients.clear();
  }
}
