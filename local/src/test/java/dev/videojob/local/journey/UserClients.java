package dev.videojob.local.journey;

import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A user of the platform, who knows its endpoints and nothing else: the SDKs' clients as they come,
 * and what one asks them again and again.
 */
public final class UserClients implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(90);

  private final Map<String, String> environment;
  private final String namespace;
  private final S3Client s3;
  private final SqsClient sqs;
  private final MongoClient mongo;
  private final KubernetesClient kubernetes;
  private final List<Message> processed = new ArrayList<>();
  private final List<Message> deadLetters = new ArrayList<>();

  /**
   * @param environment the endpoints as {@code up --env-file} writes them
   */
  public UserClients(Map<String, String> environment) {
    this(
        environment,
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl(environment.get("KUBERNETES_MASTER"))
                    .build())
            .build(),
        "default");
  }

  /**
   * @param environment the endpoints as {@code up --env-file} writes them
   * @param kubernetes is closed with this
   * @param namespace where this user works
   */
  public UserClients(
      Map<String, String> environment, KubernetesClient kubernetes, String namespace) {
    this.environment = Map.copyOf(environment);
    this.namespace = namespace;
    var credentials =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(
                endpoint("AWS_ACCESS_KEY_ID"), endpoint("AWS_SECRET_ACCESS_KEY")));
    var region = Region.of(endpoint("AWS_REGION"));
    this.s3 =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint("AWS_ENDPOINT_URL_S3")))
            .region(region)
            .credentialsProvider(credentials)
            .build();
    this.sqs =
        SqsClient.builder()
            .endpointOverride(URI.create(endpoint("AWS_ENDPOINT_URL_SQS")))
            .region(region)
            .credentialsProvider(credentials)
            .build();
    this.mongo = MongoClients.create(endpoint("MONGODB_URI"));
    this.kubernetes = kubernetes;
  }

  public String endpoint(String name) {
    return Objects.requireNonNull(environment.get(name), name);
  }

  public S3Client s3() {
    return s3;
  }

  public SqsClient sqs() {
    return sqs;
  }

  public KubernetesClient kubernetes() {
    return kubernetes;
  }

  /** Changes the one queue of the platform. */
  public void changeQueue(UnaryOperator<VideoQueueSpec> change) {
    kubernetes
        .resources(VideoQueue.class)
        .inNamespace("default")
        .withName("uploads")
        .edit(
            queue -> {
              queue.setSpec(change.apply(queue.getSpec()));
              return queue;
            });
  }

  public String input() {
    return endpoint("VIDEOJOB_INPUT_BUCKET");
  }

  public String output() {
    return endpoint("VIDEOJOB_OUTPUT_BUCKET");
  }

  public String queueUrl() {
    return endpoint("VIDEOJOB_QUEUE_URL");
  }

  public static ConditionFactory patiently() {
    return await().atMost(LONG).pollInterval(Duration.ofMillis(100));
  }

  // What a user does.

  public void upload(Path file, String key) {
    s3.putObject(put -> put.bucket(input()).key(key), file);
  }

  /** Puts an object where no notification tells of it, and returns its address. */
  public String uploadQuietly(Path file, String key) {
    s3.putObject(put -> put.bucket(output()).key(key), file);
    return "s3://" + output() + "/" + key;
  }

  /** Sends a message and returns its id. */
  public String send(String body) {
    return send(body, Map.of());
  }

  public String send(String body, Map<String, String> attributes) {
    var values = new HashMap<String, MessageAttributeValue>();
    attributes.forEach(
        (name, value) ->
            values.put(
                name,
                MessageAttributeValue.builder().dataType("String").stringValue(value).build()));
    return sqs.sendMessage(
            send -> send.queueUrl(queueUrl()).messageBody(body).messageAttributes(values))
        .messageId();
  }

  /** Creates a resource as {@code kubectl create} does. */
  public void create(String yaml) {
    kubernetes.resource(yaml).inNamespace(namespace).create();
  }

  /** Creates a resource and returns the status of the refusal. */
  public KubernetesClientException refusal(String yaml) {
    try {
      create(yaml);
    } catch (KubernetesClientException e) {
      return e;
    }
    throw new AssertionError("was accepted: " + yaml);
  }

  public void delete(VideoJob job) {
    kubernetes.resource(job).delete();
  }

  // What a user looks at.

  public List<VideoJob> jobs(Predicate<VideoJob> which) {
    return kubernetes.resources(VideoJob.class).inNamespace(namespace).list().getItems().stream()
        .filter(which)
        .toList();
  }

  public List<VideoJob> jobsOfKey(String key) {
    return jobsOfSource("s3://" + input() + "/" + key);
  }

  public List<VideoJob> jobsOfSource(String uri) {
    return jobs(job -> job.getSpec().sourceUri().filter(uri::equals).isPresent());
  }

  public List<VideoJob> jobsOfMessage(String messageId) {
    return jobs(
        job ->
            job.getSpec().origin() != null && messageId.equals(job.getSpec().origin().messageId()));
  }

  /** Waits for the one VideoJob that {@code messageId} became, and its end. */
  public VideoJob awaitEndOfMessage(String messageId) {
    return patiently()
        .until(() -> jobsOfMessage(messageId), jobs -> jobs.size() == 1 && settled(jobs.getFirst()))
        .getFirst();
  }

  /** Waits for the end of the VideoJob {@code name}. */
  public VideoJob awaitEndOf(String name) {
    return awaitJob(name, UserClients::settled);
  }

  public @Nullable VideoJob job(String name) {
    return kubernetes.resources(VideoJob.class).inNamespace(namespace).withName(name).get();
  }

  /** Waits until {@code name} is as it is wanted. */
  public VideoJob awaitJob(String name, Predicate<VideoJob> wanted) {
    return patiently()
        .until(() -> job(name), job -> job != null && job.getStatus() != null && wanted.test(job));
  }

  /** Waits until everything about the one VideoJob of the upload {@code key} has been told. */
  public VideoJob awaitEndOfKey(String key) {
    return awaitEnd("s3://" + input() + "/" + key);
  }

  public VideoJob awaitEnd(String sourceUri) {
    return patiently()
        .until(() -> jobsOfSource(sourceUri), jobs -> jobs.size() == 1 && settled(jobs.getFirst()))
        .getFirst();
  }

  /** Whether a VideoJob has ended and everybody has been told. */
  public static boolean settled(VideoJob job) {
    var status = job.getStatus();
    return status != null
        && status.state() != null
        && status.state().terminal()
        && status.settlement().metadataRevision() != null
        && (!"uploads".equals(job.getSpec().queueRef())
            || status.settlement().processedAt() != null)
        && (job.getSpec().origin() == null || status.settlement().messageDeletedAt() != null);
  }

  public static VideoJobStatus status(VideoJob job) {
    return Objects.requireNonNull(job.getStatus(), "the VideoJob has no status");
  }

  public List<Job> kubernetesJobs(VideoJob owner) {
    return kubernetes.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
        .filter(
            job ->
                job.getMetadata().getOwnerReferences().stream()
                    .anyMatch(ref -> ref.getUid().equals(owner.getMetadata().getUid())))
        .toList();
  }

  public List<Pod> pods(VideoJob owner) {
    return kubernetes
        .pods()
        .inNamespace(namespace)
        .withLabel("videojob.dev/videojob", owner.getMetadata().getName())
        .list()
        .getItems();
  }

  public List<Event> events(VideoJob about) {
    return kubernetes.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> about.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
        .toList();
  }

  public Optional<Document> document(String uid) {
    return Optional.ofNullable(
        mongo
            .getDatabase(endpoint("MONGODB_DATABASE"))
            .getCollection("videojobs")
            .find(Filters.eq("_id", uid))
            .first());
  }

  public Document document(VideoJob job) {
    return document(job.getMetadata().getUid())
        .orElseThrow(() -> new AssertionError("no document of " + job.getMetadata().getName()));
  }

  /** Every message that the processed queue has ever held about a VideoJob. */
  public List<Document> processed(VideoJob job) {
    synchronized (processed) {
      drain(endpoint("VIDEOJOB_PROCESSED_QUEUE_URL"), processed);
      return processed.stream()
          .map(message -> Document.parse(message.body()))
          .filter(document -> job.getMetadata().getUid().equals(document.getString("uid")))
          .toList();
    }
  }

  /** Every dead letter so far that {@code which} accepts. */
  public List<Message> deadLetters(Predicate<Message> which) {
    synchronized (deadLetters) {
      drain(endpoint("VIDEOJOB_DLQ_URL"), deadLetters);
      return deadLetters.stream().filter(which).toList();
    }
  }

  public List<Message> deadLetters(VideoJob job) {
    return deadLetters(
        message -> attribute(message, "VideoJobDeadLetter").contains(job.getMetadata().getUid()));
  }

  public static String attribute(Message message, String name) {
    var value = message.messageAttributes().get(name);
    return value == null ? "" : value.stringValue();
  }

  private void drain(String queueUrl, List<Message> all) {
    while (true) {
      var batch =
          sqs.receiveMessage(
                  receive ->
                      receive
                          .queueUrl(queueUrl)
                          .maxNumberOfMessages(10)
                          .messageAttributeNames("All"))
              .messages();
      if (batch.isEmpty()) {
        return;
      }
      for (var message : batch) {
        all.add(message);
        sqs.deleteMessage(
            delete -> delete.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
      }
    }
  }

  /** Messages in the source queue, those included that somebody has received. */
  public long inSourceQueue() {
    var attributes =
        sqs.getQueueAttributes(
                get ->
                    get.queueUrl(queueUrl())
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes();
    return attributes.values().stream().mapToLong(Long::parseLong).sum();
  }

  public void awaitEmptySourceQueue() {
    patiently().until(this::inSourceQueue, count -> count == 0);
  }

  /** Keys of the output bucket. */
  public List<String> outputKeys(String prefix) {
    return s3
        .listObjectsV2Paginator(list -> list.bucket(output()).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  public byte[] content(String key) {
    return s3.getObjectAsBytes(get -> get.bucket(output()).key(key)).asByteArray();
  }

  public void putText(String key, String text) {
    s3.putObject(put -> put.bucket(output()).key(key), RequestBody.fromString(text));
  }

  /** Downloads all that is under {@code prefix} of the output bucket, keys becoming paths. */
  public Path download(String prefix, Path folder) {
    for (var key : outputKeys(prefix)) {
      var target = folder.resolve(key.substring(prefix.length()));
      try {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      s3.getObject(get -> get.bucket(output()).key(key), target);
    }
    return folder;
  }

  @Override
  public void close() {
    s3.close();
    sqs.close();
    mongo.close();
    kubernetes.close();
  }
}
