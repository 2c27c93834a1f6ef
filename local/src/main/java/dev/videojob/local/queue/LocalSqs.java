package dev.videojob.local.queue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * SQS on this machine: ElasticMQ in memory. Bound to the loopback address it has a source queue,
 * its dead-letter queue and a queue for the news of finished work; as a stand-in for others it has
 * the queues that it is told to have.
 *
 * <p>ElasticMQ's strict limits are on, so a message is at most 1,048,576 bytes as in SQS, a long
 * poll at most 20 s and a batch at most 10 entries. It does not check signatures: any credentials
 * are accepted.
 */
public final class LocalSqs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSqs.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String ACCOUNT = "000000000000";

  /** Far above the operator's own attempts, so that only the operator dead-letters. */
  private static final int MAX_RECEIVE_COUNT = 20;

  private static final int FOURTEEN_DAYS_SECONDS = 14 * 24 * 3600;

  /** SQS's own default, made explicit because ElasticMQ's differs between versions. */
  private static final int VISIBILITY_SECONDS = 30;

  private final ActorSystem system;
  private final SQSRestServer server;
  private final SqsClient client;
  private final URI endpoint;
  private final Map<String, String> queueUrls;

  private LocalSqs(
      ActorSystem system,
      SQSRestServer server,
      SqsClient client,
      URI endpoint,
      Map<String, String> queueUrls) {
    this.system = system;
    this.server = server;
    this.client = client;
    this.endpoint = endpoint;
    this.queueUrls = queueUrls;
  }

  /**
   * The names of the three queues.
   *
   * @param source where work arrives
   * @param deadLetters where the source's redrive policy points
   * @param processed where the operator tells of finished work
   */
  public record Queues(String source, String deadLetters, String processed) {
    /** The names used when nobody chose others. */
    public static final Queues DEFAULT =
        new Queues("video-uploads", "video-uploads-dlq", "video-processed");

    private List<Queue> list() {
      return List.of(
          new Queue(deadLetters, null), new Queue(source, deadLetters), new Queue(processed, null));
    }
  }

  /**
   * A queue to make.
   *
   * @param name its name
   * @param deadLetters the name of the queue that its redrive policy points to; null for none
   */
  public record Queue(String name, @Nullable String deadLetters) {}

  /**
   * Where the server listens and what it calls itself.
   *
   * @param bind the address to bind to
   * @param port the port to listen on, 0 for a free one
   * @param host the name or address by which clients reach it: the host of every queue URL
   */
  public record Address(String bind, int port, String host) {}

  /**
   * Starts the server and creates the queues.
   *
   * @param port the port to listen on, 0 for a free one
   * @param region the region that queue ARNs carry
   * @param queues the queues to create
   * @return the running server
   * @throws IllegalStateException if the port is taken or the server does not start within 10 s
   */
  public static LocalSqs start(int port, String region, Queues queues) {
    return start(new Address(LOOPBACK, port, LOOPBACK), region, queues.list());
  }

  /**
   * Starts the server for others.
   *
   * @param address where it listens
   * @param region the region that queue ARNs carry
   * @param queues the queues to create, in any order
   * @return the running server
   * @throws IllegalStateException if the port is taken or the server does not start within 10 s
   */
  public static LocalSqs start(Address address, String region, List<Queue> queues) {
    ClassLoader loader = LocalSqs.class.getClassLoader();
    ActorSystem system = ActorSystem.create("local-sqs", quietConfig(loader), loader);
    SQSRestServer server =
        SQSRestServerBuilder.withActorSystem(system)
            .withInterface(address.bind())
            .withPort(address.port())
            .withServerAddress(NodeAddress.apply("http", address.host(), address.port(), ""))
            .withSQSLimits(StrictSQSLimits$.MODULE$)
            .withAWSRegion(region)
            .withAWSAccountId(ACCOUNT)
            .start();
    int port = boundTo(server, system);
    SqsClient client = clientFor(URI.create("http://" + LOOPBACK + ":" + port), region);
    URI endpoint = URI.create("http://" + address.host() + ":" + port);
    return new LocalSqs(system, server, client, endpoint, create(client, endpoint, region, queues));
  }

  /** Pekko's defaults print at DEBUG and start more threads than a laptop wants to give. */
  private static Config quietConfig(ClassLoader loader) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.loglevel", "WARNING",
                "pekko.stdout-loglevel", "ERROR",
                "pekko.log-dead-letters", "off",
                "pekko.jvm-exit-on-fatal-error", "off",
                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                "pekko.actor.default-dispatcher.fork-join-executor.parallelism-max", 8,
                "pekko.http.server.parsing.max-content-length", "16m"))
        .withFallback(ConfigFactory.load(loader))
        .resolve();
  }

  private static int boundTo(SQSRestServer server, ActorSystem system) {
    try {
      Http.ServerBinding binding =
          Await.result(server.startFuture(), Duration.create(10, TimeUnit.SECONDS));
      return binding.localAddress().getPort();
    } catch (Exception e) {
      system.terminate();
      throw new IllegalStateException("the local SQS did not start: " + e.getMessage(), e);
    }
  }

  private static SqsClient clientFor(URI endpoint, String region) {
    return SqsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** Dead-letter queues first: a redrive policy may only point to a queue that is there. */
  private static Map<String, String> create(
      SqsClient client, URI endpoint, String region, List<Queue> queues) {
    Set<String> deadLetters =
        queues.stream()
            .map(Queue::deadLetters)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, String> urls = new LinkedHashMap<>();
    deadLetters.forEach(
        name -> urls.put(name, createOne(client, endpoint, name, longLivedAttributes())));
    queues.stream()
        .filter(queue -> !deadLetters.contains(queue.name()))
        .forEach(
            queue ->
                urls.put(
                    queue.name(),
                    createOne(client, endpoint, queue.name(), attributes(region, queue))));
    return Map.copyOf(urls);
  }

  /** A standard dead-letter queue keeps a message's first sending time: it must retain longer. */
  private static Map<QueueAttributeName, String> longLivedAttributes() {
    return Map.of(
        QueueAttributeName.VISIBILITY_TIMEOUT,
        Integer.toString(VISIBILITY_SECONDS),
        QueueAttributeName.MESSAGE_RETENTION_PERIOD,
        Integer.toString(FOURTEEN_DAYS_SECONDS));
  }

  private static Map<QueueAttributeName, String> attributes(String region, Queue queue) {
    Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
    attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(VISIBILITY_SECONDS));
    if (queue.deadLetters() != null) {
      attributes.put(
          QueueAttributeName.REDRIVE_POLICY,
          "{\"deadLetterTargetArn\":\"arn:aws:sqs:%s:%s:%s\",\"maxReceiveCount\":%d}"
              .formatted(region, ACCOUNT, queue.deadLetters(), MAX_RECEIVE_COUNT));
    }
    return attributes;
  }

  /** The URL is built from the bound port: ElasticMQ answers with the port it was asked for, 0. */
  private static String createOne(
      SqsClient client, URI endpoint, String name, Map<QueueAttributeName, String> attributes) {
    client.createQueue(request -> request.queueName(name).attributes(attributes));
    return endpoint + "/" + ACCOUNT + "/" + name;
  }

  /**
   * Where an SQS client is to be pointed.
   *
   * @return the base URI, without a path
   */
  public URI endpoint() {
    return endpoint;
  }

  /**
   * The URL of a queue made at the start.
   *
   * @param queueName the queue's name
   * @return its URL
   * @throws IllegalArgumentException if no such queue was made
   */
  public String queueUrl(String queueName) {
    String url = queueUrls.get(queueName);
    if (url == null) {
      throw new IllegalArgumentException(
          "no queue named " + queueName + "; there are " + queueUrls.keySet());
    }
    return url;
  }

  /**
   * Sends one message, as a service of the platform does.
   *
   * @param queueName the queue's name
   * @param body the message's body, at most 1,048,576 bytes
   */
  public void send(String queueName, String body) {
    client.sendMessage(request -> request.queueUrl(queueUrl(queueName)).messageBody(body));
  }

  @Override
  public void close() {
    client.close();
    try {
      server.stopAndGetFuture().apply();
      Await.ready(system.terminate(), Duration.create(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("the local SQS did not stop in time: {}", e.getMessage());
    }
  }
}
