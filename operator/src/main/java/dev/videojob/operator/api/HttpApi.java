package dev.videojob.operator.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.api.access.Access;
import dev.videojob.operator.api.access.ClusterAccess;
import dev.videojob.operator.api.access.TokenFiles;
import dev.videojob.operator.api.jobs.JobEndpoints;
import dev.videojob.operator.api.openapi.RequestSchemas;
import dev.videojob.operator.api.queues.QueueEndpoints;
import dev.videojob.operator.api.redrives.RedriveEndpoints;
import dev.videojob.operator.api.rest.Answer;
import dev.videojob.operator.api.rest.Endpoint;
import dev.videojob.operator.api.rest.NamedObject;
import dev.videojob.operator.api.rest.RestServer;
import dev.videojob.operator.api.rest.Served;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import dev.videojob.operator.redrive.DeadLetterLook;
import dev.videojob.operator.slots.QueueKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.helidon.http.Method;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The HTTP API: jobs are submitted, followed and cancelled, queues and their dead letters looked
 * at, redrives asked for. It writes resources and nothing else, so that every replica serves it.
 */
public final class HttpApi implements AutoCloseable {
  private final RestServer server;

  private HttpApi(RestServer server) {
    this.server = server;
  }

  /**
   * What it reads besides the API server.
   *
   * @param queue a VideoQueue as a cache has it
   * @param unsettled the VideoJobs of a queue that are not settled, as a cache has them
   * @param letters looks into dead-letter queues
   */
  public record Known(
      Function<QueueKey, Optional<VideoQueue>> queue,
      Function<QueueKey, Stream<VideoJob>> unsettled,
      DeadLetterLook letters) {}

  /**
   * Starts listening.
   *
   * @param watched namespaces; empty means all
   * @throws IllegalArgumentException when its tokens cannot be used; the message has the remedy
   */
  public static HttpApi start(
      OperatorConfig.Api config,
      Set<String> watched,
      KubernetesClient client,
      ReadableMetadataStore store,
      Known known,
      ObjectMapper json,
      InstantSource clock) {
    var endpoints = endpoints(config, client, store, known, json, clock);
    var served = new Served(config.namespace(), watched);
    return new HttpApi(
        RestServer.start(config, access(config, client, clock), served, endpoints, json));
  }

  private static List<Endpoint> endpoints(
      OperatorConfig.Api config,
      KubernetesClient client,
      ReadableMetadataStore store,
      Known known,
      ObjectMapper json,
      InstantSource clock) {
    var schemas = RequestSchemas.packed(json);
    var all = new ArrayList<Endpoint>();
    all.add(
        new Endpoint(
            Method.GET, "/openapi.json", Set.of(), true, call -> Answer.ok(schemas.document())));
    all.addAll(
        new JobEndpoints(
                client,
                store,
                queue -> queue(client, known, queue),
                config.jobTtl(),
                schemas,
                json,
                clock)
            .all());
    all.addAll(new QueueEndpoints(client, known.unsettled(), known.letters(), json, clock).all());
    all.addAll(new RedriveEndpoints(client, schemas, json).all());
    return all;
  }

  /** One that was made just now may not be in the cache yet. */
  private static Optional<VideoQueue> queue(KubernetesClient client, Known known, QueueKey key) {
    return known
        .queue()
        .apply(key)
        .or(() -> NamedObject.find(client, VideoQueue.class, key.namespace(), key.name()));
  }

  private static Access access(
      OperatorConfig.Api config, KubernetesClient client, InstantSource clock) {
    return switch (config.access()) {
      case OperatorConfig.Api.Access.Cluster cluster ->
          new ClusterAccess(client, cluster.audience());
      case OperatorConfig.Api.Access.Tokens tokens -> new TokenFiles(tokens.directory(), clock);
      case OperatorConfig.Api.Access.Everybody _ -> Access.everybody();
    };
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
