package dev.videojob.chaos.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.chaos.load.Film;
import dev.videojob.chaos.storm.Link;
import dev.videojob.e2e.cluster.machine.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What a user of the platform has: clients of S3, SQS, Mongo and Kubernetes. They go past
 * Toxiproxy, to the Services' own addresses, which this machine reaches as it is the node.
 */
public final class UserSide implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OUTPUT_BUCKET = "videos-out";
  private static final Duration GONE_WITHIN = Duration.ofSeconds(45);
  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local-secret"));

  /** A Service refuses while a killed kubelet has not yet said again that its pods are ready. */
  private static final RetryStrategy PATIENT =
      AwsRetryStrategy.standardRetryStrategy().toBuilder()
          .maxAttempts(120)
          .backoffStrategy(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(1)))
          .circuitBreakerEnabled(false)
          .build();

  private static final String ACCOUNT = "/000000000000/";

  private final KubernetesClient kubernetes;
  private final URI sqsEndpoint;
  private final S3Client s3;
  private final S3Client s3ForUploads;
  private final SqsClient sqs;
  private final MongoClient mongo;

  /** A user of what {@link Installation} has installed; the client is closed by its owner. */
  public UserSide(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
    this.sqsEndpoint = URI.create("http://" + address(Link.SQS));
    this.s3 = s3(PATIENT);
    this.s3ForUploads = s3(AwsRetryStrategy.doNotRetry());
    this.sqs =
        SqsClient.builder()
            .endpointOverride(sqsEndpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(CREDENTIALS)
            .overrideConfiguration(each -> each.retryStrategy(PATIENT))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    this.mongo = MongoClients.create("mongodb://" + address(Link.STORE));
  }

  private S3Client s3(RetryStrategy retries) {
    return S3Client.builder()
        .endpointOverride(URI.create("http://" + address(Link.S3)))
        .region(Region.US_EAST_1)
        .credentialsProvider(CREDENTIALS)
        .forcePathStyle(true)
        .overrideConfiguration(each -> each.retryStrategy(retries))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private String address(Link link) {
    return serviceAddress(kubernetes, link.directService()) + ":" + link.port();
  }

  /** The address of a Service of the stand-ins. */
  public static String serviceAddress(KubernetesClient kubernetes, String service) {
    return kubernetes
        .services()
        .inNamespace(Namespaces.STAND_INS)
        .withName(service)
        .get()
        .getSpec()
        .getClusterIP();
  }

  /**
   * Uploads a file, in one request: another would be another upload, with an event of its own.
   *
   * @return its entity tag without quotation marks
   * @throws SdkClientException if there was no answer; it may be there all the same
   */
  public String upload(Path file, Film film) {
    return unquoted(
        s3ForUploads.putObject(put -> put.bucket(film.bucket()).key(film.key()), file).eTag());
  }

  /** The entity tag of an upload that is there. */
  public Optional<String> uploaded(Film film) {
    try {
      var head = s3.headObject(get -> get.bucket(film.bucket()).key(film.key()));
      return Optional.of(unquoted(head.eTag()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  private static String unquoted(String entityTag) {
    return entityTag.replace("\"", "");
  }

  /** Sends a message to the source queue. */
  public void send(String body) {
    sqs.sendMessage(send -> send.queueUrl(queue("uploads")).messageBody(body));
  }

  private String queue(String name) {
    return sqsEndpoint + ACCOUNT + name;
  }

  /** All VideoJobs. */
  public List<VideoJob> jobs() {
    return kubernetes.resources(VideoJob.class).inNamespace(Namespaces.MEDIA).list().getItems();
  }

  /** Messages in the source queue, those in flight included. */
  public long inSourceQueue() {
    return sqs
        .getQueueAttributes(
            get ->
                get.queueUrl(queue("uploads"))
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  /** Takes all dead letters away. */
  public List<Message> takeDeadLetters() {
    return take("uploads-dead");
  }

  /** Takes all messages of the processed queue away. */
  public List<Message> takeProcessed() {
    return take("uploads-processed");
  }

  /** Takes what S3 has told of new objects in the output bucket. */
  public List<Message> takeOutputEvents() {
    return take(Installation.OUTPUTS_QUEUE);
  }

  private List<Message> take(String queue) {
    var all = new ArrayList<Message>();
    while (true) {
      var batch =
          sqs.receiveMessage(
                  receive ->
                      receive
                          .queueUrl(queue(queue))
                          .maxNumberOfMessages(10)
                          .messageAttributeNames("All"))
              .messages();
      if (batch.isEmpty()) {
        return all;
      }
      all.addAll(batch);
      delete(queue, batch);
    }
  }

  private void delete(String queue, List<Message> batch) {
    var entries =
        batch.stream()
            .map(
                message ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
            .toList();
    sqs.deleteMessageBatch(delete -> delete.queueUrl(queue(queue)).entries(entries));
  }

  /** What the metadata store says of a VideoJob. */
  public Optional<JobState> stored(String uid) {
    var document =
        mongo
            .getDatabase("videojob")
            .getCollection("videojobs")
            .find(Filters.eq("_id", uid))
            .first();
    return Optional.ofNullable(document)
        .map(found -> JSON.convertValue(found.getString("state"), JobState.class));
  }

  /** Sizes of the objects of the output bucket under a prefix. */
  public Map<String, Long> outputs(String prefix) {
    var sizes = new HashMap<String, Long>();
    for (S3Object object :
        s3.listObjectsV2Paginator(list -> list.bucket(OUTPUT_BUCKET).prefix(prefix)).contents()) {
      sizes.put(object.key(), object.size());
    }
    return sizes;
  }

  /** An object of the output bucket. */
  public JsonNode outputJson(String key) {
    return parse(s3.getObjectAsBytes(get -> get.bucket(OUTPUT_BUCKET).key(key)).asUtf8String());
  }

  /** The key of an address in the output bucket. */
  public static String outputKey(String uri) {
    return uri.substring(("s3://" + OUTPUT_BUCKET + "/").length());
  }

  /** The address of a key in the output bucket. */
  public static String outputUri(String key) {
    return "s3://" + OUTPUT_BUCKET + "/" + key;
  }

  /** JSON that the other side has written. */
  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + json, e);
    }
  }

  /**
   * Takes everything away that an earlier run has left. A VideoJob that the operator does not let
   * go is released by force.
   *
   * @return whether force was needed: the operator then does not know what it holds
   */
  public boolean clear() {
    kubernetes.resources(VideoJob.class).inNamespace(Namespaces.MEDIA).delete();
    var left = !Condition.holdsWithin(GONE_WITHIN, () -> jobs().isEmpty());
    jobs().forEach(this::release);
    for (var name :
        List.of("uploads", "uploads-dead", "uploads-processed", Installation.OUTPUTS_QUEUE)) {
      sqs.purgeQueue(purge -> purge.queueUrl(queue(name)));
    }
    return left;
  }

  private void release(VideoJob job) {
    kubernetes
        .resource(job)
        .edit(
            held -> {
              held.getMetadata().setFinalizers(List.of());
              return held;
            });
  }

  @Override
  public void close() {
    s3.close();
    s3ForUploads.close();
    sqs.close();
    mongo.close();
  }
}
