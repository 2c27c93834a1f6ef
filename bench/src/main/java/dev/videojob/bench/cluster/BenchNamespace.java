package dev.videojob.bench.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecDestinationTemplateBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecMappingBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A namespace of ours with a VideoQueue; gone, with all that is in it, after its closing. */
final class BenchNamespace implements AutoCloseable {
  static final int ROOM = 100_000;
  private static final String QUEUE = "uploads";
  private static final int PAGE = 2000;
  private static final Duration GOING = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;
  private final ApiConnections connections;
  private final Sqs sqs;
  private final String name;
  private final String queueUrl;

  private BenchNamespace(
      KubernetesClient client, ApiConnections connections, Sqs sqs, String name) {
    this.client = client;
    this.connections = connections;
    this.sqs = sqs;
    this.name = name;
    this.queueUrl = sqs.makeQueue(name);
  }

  /** Makes it anew; an earlier one of that name is taken away first. */
  static BenchNamespace make(
      KubernetesClient client, ApiConnections connections, Sqs sqs, String name)
      throws InterruptedException {
    var namespace = new BenchNamespace(client, connections, sqs, name);
    namespace.wipe();
    var meta = new ObjectMetaBuilder().withName(name).build();
    client.resource(new NamespaceBuilder().withMetadata(meta).build()).create();
    client
        .serviceAccounts()
        .inNamespace(name)
        .withName("default")
        .waitUntilCondition(Objects::nonNull, 30, TimeUnit.SECONDS);
    client.resource(namespace.queue()).create();
    return namespace;
  }

  private VideoQueue queue() {
    var queue = new VideoQueue();
    queue.setMetadata(new ObjectMetaBuilder().withNamespace(name).withName(QUEUE).build());
    queue.setSpec(
        VideoQueueSpecBuilder.builder()
            .sqs(
                VideoQueueSpecSqsBuilder.builder()
                    .queueUrl(queueUrl)
                    .processedQueueUrl(sqs.makeQueue(name + "-processed"))
                    .deadLetterQueueUrl(sqs.makeQueue(name + "-dead"))
                    .endpoint(sqs.endpoint().toString())
                    .region(Sqs.REGION)
                    .build())
            .destination(
                VideoQueueSpecDestinationTemplateBuilder.builder()
                    .uri("s3://videos-out/{stem}")
                    .build())
            .mapping(VideoQueueSpecMappingBuilder.builder().defaultBucket("videos-in").build())
            .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(ROOM).build())
            .template(
                VideoQueueSpecTemplateBuilder.builder()
                    .nodeSelector(FakeNode.SELECTOR)
                    .tolerations(List.of(FakeNode.toleration()))
                    .build())
            .build());
    return queue;
  }

  String name() {
    return name;
  }

  String queueUrl() {
    return queueUrl;
  }

  /** Path of VideoJobs, to which a name may be added. */
  String videoJobs() {
    return "/apis/videojob.dev/v1alpha1/namespaces/" + name + "/videojobs";
  }

  /** Path of Jobs, to which a name may be added. */
  String jobs() {
    return "/apis/batch/v1/namespaces/" + name + "/jobs";
  }

  void send(String id) {
    sqs.messages().send(queueUrl, id);
  }

  void suspend(boolean suspended) {
    connections
        .one()
        .merge(
            "/apis/videojob.dev/v1alpha1/namespaces/" + name + "/videoqueues/" + QUEUE,
            "{\"spec\":{\"suspend\":%s}}".formatted(suspended));
  }

  /** Nobody is there who would take the finalizers off. */
  private void wipe() throws InterruptedException {
    if (client.namespaces().withName(name).get() == null) {
      return;
    }
    var names = videoJobNames();
    connections.each(
        names.size(),
        (connection, number) ->
            connection.merge(
                videoJobs() + "/" + names.get(number), "{\"metadata\":{\"finalizers\":null}}"));
    client.namespaces().withName(name).delete();
    client
        .namespaces()
        .withName(name)
        .waitUntilCondition(Objects::isNull, GOING.toSeconds(), TimeUnit.SECONDS);
  }

  private List<String> videoJobNames() {
    var names = new ArrayList<String>();
    var next = "";
    do {
      var page = parsed(connections.one().get(videoJobs() + "?limit=" + PAGE + next));
      page.path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
      var token = page.at("/metadata/continue").asText();
      next = token.isEmpty() ? "" : "&continue=" + token;
    } while (!next.isEmpty());
    return names;
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the API server answered what is no JSON", e);
    }
  }

  @Override
  public void close() {
    try {
      wipe();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
