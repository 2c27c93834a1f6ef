package dev.videojob.operator.api.queues;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.api.rest.Answer;
import dev.videojob.operator.api.rest.Call;
import dev.videojob.operator.api.rest.Cursor;
import dev.videojob.operator.api.rest.Endpoint;
import dev.videojob.operator.api.rest.ObjectName;
import dev.videojob.operator.api.rest.Problem;
import dev.videojob.operator.slots.QueueKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.helidon.http.Method;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The endpoints of queues. */
public final class QueueEndpoints {
  private static final String QUEUES = "/v1/queues";
  private static final String QUEUE = QUEUES + "/{queue}";
  private static final String RESOURCE = "videoqueues";
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 100;

  private final KubernetesClient client;
  private final Function<QueueKey, Stream<VideoJob>> unsettled;
  private final ObjectMapper json;
  private final InstantSource clock;

  /**
   * @param unsettled the VideoJobs of a queue that are not settled, from a cache
   */
  public QueueEndpoints(
      KubernetesClient client,
      Function<QueueKey, Stream<VideoJob>> unsettled,
      ObjectMapper json,
      InstantSource clock) {
    this.client = client;
    this.unsettled = unsettled;
    this.json = json;
    this.clock = clock;
  }

  public List<Endpoint> all() {
    return List.of(
        Endpoint.of(Method.GET, QUEUES, Set.of("namespace", "limit", "cursor"), this::list),
        Endpoint.of(Method.GET, QUEUE, Set.of("namespace"), this::get),
        Endpoint.of(Method.GET, QUEUE + "/stats", Set.of("namespace"), this::statistics));
  }

  private Answer list(Call call) {
    var namespace = call.namespace();
    call.demand("list", RESOURCE, namespace);
    var page =
        client
            .resources(VideoQueue.class)
            .inNamespace(namespace)
            .list(
                Cursor.options(
                    call.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT),
                    call.parameter("cursor").map(Cursor::read).orElse(null)));
    var body = json.createObjectNode();
    var items = body.putArray("items");
    page.getItems().forEach(queue -> items.add(QueueView.of(queue, json)));
    var next = Cursor.after(page);
    if (next != null) {
      body.put("cursor", Cursor.write(next));
    }
    return Answer.ok(body);
  }

  private Answer get(Call call) {
    return Answer.ok(QueueView.of(queue(call), json));
  }

  private Answer statistics(Call call) {
    var queue = queue(call);
    return Answer.ok(
        QueueView.statistics(queue, unsettled.apply(QueueKey.of(queue)), clock.instant(), json));
  }

  private VideoQueue queue(Call call) {
    var namespace = call.namespace();
    var name = call.variable("queue");
    call.demand("get", RESOURCE, namespace);
    var queue =
        ObjectName.possible(name)
            ? client.resources(VideoQueue.class).inNamespace(namespace).withName(name).get()
            : null;
    if (queue == null) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "There is no queue %s in the namespace %s.".formatted(name, namespace))
          .asRefusal();
    }
    return queue;
  }
}
