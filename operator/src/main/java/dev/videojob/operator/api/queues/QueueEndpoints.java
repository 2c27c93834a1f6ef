package dev.videojob.operator.api.queues;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.api.rest.Answer;
import dev.videojob.operator.api.rest.Call;
import dev.videojob.operator.api.rest.Cursor;
import dev.videojob.operator.api.rest.Endpoint;
import dev.videojob.operator.api.rest.NamedObject;
import dev.videojob.operator.api.rest.Problem;
import dev.videojob.operator.redrive.DeadLetterLook;
import dev.videojob.operator.slots.QueueKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.helidon.http.Method;
import java.time.Duration;
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
  private static final String JOBS = "videojobs";
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LETTERS = 50;
  private static final int DEFAULT_LETTERS = 10;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final Function<QueueKey, Stream<VideoJob>> unsettled;
  private final DeadLetterLook look;
  private final ObjectMapper json;
  private final InstantSource clock;

  /**
   * @param unsettled the VideoJobs of a queue that are not settled, from a cache
   */
  public QueueEndpoints(
      KubernetesClient client,
      Function<QueueKey, Stream<VideoJob>> unsettled,
      DeadLetterLook look,
      ObjectMapper json,
      InstantSource clock) {
    this.client = client;
    this.unsettled = unsettled;
    this.look = look;
    this.json = json;
    this.clock = clock;
  }

  public List<Endpoint> all() {
    return List.of(
        Endpoint.of(Method.GET, QUEUES, Set.of("namespace", "limit", "cursor"), this::list),
        Endpoint.of(Method.GET, QUEUE, Set.of("namespace"), this::get),
        Endpoint.of(Method.GET, QUEUE + "/stats", Set.of("namespace"), this::statistics),
        Endpoint.of(
            Method.GET, QUEUE + "/dead-letters", Set.of("namespace", "limit"), this::deadLetters));
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
    var items = page.getItems().stream().map(queue -> QueueView.of(queue, json));
    return Answer.ok(Cursor.page(items, Cursor.after(page)));
  }

  private Answer get(Call call) {
    return Answer.ok(QueueView.of(queue(call), json));
  }

  private Answer statistics(Call call) {
    var queue = queue(call);
    return Answer.ok(
        QueueView.statistics(queue, unsettled.apply(QueueKey.of(queue)), clock.instant(), json));
  }

  /** A letter shows what its VideoJob shows; who may not see these sees no letters. */
  private Answer deadLetters(Call call) {
    call.demand("list", JOBS, call.namespace());
    var queue = queue(call);
    var most = call.number("limit", 1, MAX_LETTERS, DEFAULT_LETTERS);
    return switch (look.at(queue, most)) {
      case DeadLetterLook.Outcome.Seen seen ->
          Answer.ok(QueueView.deadLetters(queue, seen, clock.instant(), json));
      case DeadLetterLook.Outcome.Impossible impossible ->
          throw Problem.of(Problem.Kind.CONFLICT, impossible.sentence()).asRefusal();
      case DeadLetterLook.Outcome.NotNow notNow ->
          throw Problem.passing(Problem.Kind.UNAVAILABLE, notNow.sentence(), SOON).asRefusal();
    };
  }

  private VideoQueue queue(Call call) {
    call.demand("get", RESOURCE, call.namespace());
    return NamedObject.of(call, client, VideoQueue.class, "queue");
  }
}
