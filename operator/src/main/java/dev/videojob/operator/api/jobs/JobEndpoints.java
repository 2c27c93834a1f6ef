package dev.videojob.operator.api.jobs;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.operator.api.openapi.RequestSchemas;
import dev.videojob.operator.api.rest.Answer;
import dev.videojob.operator.api.rest.Audit;
import dev.videojob.operator.api.rest.Call;
import dev.videojob.operator.api.rest.Endpoint;
import dev.videojob.operator.api.rest.KeyedRequest;
import dev.videojob.operator.api.rest.Problem;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.slots.QueueKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.helidon.http.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The endpoints of jobs. */
public final class JobEndpoints {
  private static final String JOBS = "/v1/jobs";
  private static final String JOB = JOBS + "/{id}";
  private static final String RESOURCE = "videojobs";
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  private final Jobs jobs;
  private final JobList list;
  private final JobEvents events;
  private final Function<QueueKey, Optional<VideoQueue>> queues;
  private final Duration ttl;
  private final JsonNode schema;
  private final ObjectMapper json;

  /**
   * @param queues finds a VideoQueue
   * @param ttl for which an ended job is kept whose request says nothing
   */
  public JobEndpoints(
      KubernetesClient client,
      ReadableMetadataStore store,
      Function<QueueKey, Optional<VideoQueue>> queues,
      Duration ttl,
      RequestSchemas schemas,
      ObjectMapper json,
      InstantSource clock) {
    this.jobs = new Jobs(client, store, json);
    this.list = new JobList(client, json);
    this.events = new JobEvents(jobs, json, clock);
    this.queues = queues;
    this.ttl = ttl;
    this.schema = schemas.of("JobRequest");
    this.json = json;
  }

  public List<Endpoint> all() {
    return List.of(
        Endpoint.of(Method.POST, JOBS, Set.of(), this::submit),
        Endpoint.of(
            Method.GET, JOBS, Set.of("namespace", "queue", "state", "limit", "cursor"), this::list),
        Endpoint.of(Method.GET, JOB, Set.of(), this::get),
        Endpoint.of(Method.DELETE, JOB, Set.of(), this::cancel),
        Endpoint.of(Method.GET, JOB + "/events", Set.of(), this::follow));
  }

  private Answer submit(Call call) {
    var body = call.body(schema);
    var namespace = call.namespace(body);
    call.demand("create", RESOURCE, namespace);
    var request = new JobRequest(KeyedRequest.of(call, body), namespace);
    refuseLargePayload(request);
    var queue = queueOf(request);
    var wanted = request.videoJob(ttl, queue.orElse(null), json);
    refuseNoDestination(wanted, queue);
    var job = jobs.submit(request, wanted);
    var id = JobId.of(job);
    Audit.log(call.caller(), "submitted the job", id);
    return Answer.accepted(JobView.of(job, json), JOBS + "/" + id);
  }

  /** It would be accepted now and fail as soon as it is looked at. */
  private static void refuseLargePayload(JobRequest request) {
    var size = request.payload().toString().getBytes(StandardCharsets.UTF_8).length;
    if (size > TermsOfWork.MAX_PAYLOAD_BYTES) {
      throw Problem.of(
              Problem.Kind.INVALID,
              "payload",
              "has %d bytes; %d are carried at most. Put it into an object and name that."
                  .formatted(size, TermsOfWork.MAX_PAYLOAD_BYTES))
          .asRefusal();
    }
  }

  private Optional<VideoQueueSpec> queueOf(JobRequest request) {
    var name = request.queue();
    if (name == null) {
      return Optional.empty();
    }
    var queue = queues.apply(new QueueKey(request.namespace(), name));
    if (queue.isEmpty()) {
      throw Problem.of(
              Problem.Kind.INVALID,
              "queue",
              "there is no VideoQueue of this name in the namespace " + request.namespace())
          .asRefusal();
    }
    return queue.map(VideoQueue::getSpec);
  }

  /** As of a payload that is too large; without a queue the CRD refuses it. */
  private static void refuseNoDestination(VideoJob wanted, Optional<VideoQueueSpec> queue) {
    var spec = wanted.getSpec();
    if (spec.task() == null
        && spec.destination() == null
        && queue.filter(known -> known.destination() == null).isPresent()) {
      throw Problem.of(
              Problem.Kind.INVALID,
              "destination",
              "is needed, as the queue has none: write {\"uri\": \"s3://BUCKET/PREFIX\"}")
          .asRefusal();
    }
  }

  private Answer list(Call call) {
    var namespace = call.namespace();
    call.demand("list", RESOURCE, namespace);
    return Answer.ok(
        list.page(
            new JobList.Wanted(
                namespace,
                call.parameter("queue"),
                call.parameter("state").map(this::state),
                call.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT),
                call.parameter("cursor"))));
  }

  /** By the words alone: Jackson would take the number of a state, too. */
  private JobState state(String word) {
    return Arrays.stream(JobState.values())
        .filter(state -> word(state).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.of(
                        Problem.Kind.BAD_REQUEST,
                        "state",
                        "must be one of "
                            + Arrays.stream(JobState.values())
                                .map(this::word)
                                .collect(joining(", ")))
                    .asRefusal());
  }

  private String word(JobState state) {
    return json.convertValue(state, String.class);
  }

  private Answer get(Call call) {
    return Answer.ok(found(call, "get"));
  }

  private Answer cancel(Call call) {
    var before = found(call, "delete");
    var id = id(call);
    if (jobs.cancel(id)) {
      Audit.log(call.caller(), "cancelled the job", id);
    }
    return Answer.accepted(jobs.find(id).orElse(before), null);
  }

  /** A browser that lost the connection after the end would ask again and again; 204 ends that. */
  private Answer follow(Call call) {
    var now = found(call, "get");
    var told = call.lastEventId().map(JobEndpoints::revision).orElse(-1L);
    return ended(now) && now.path("revision").asLong() <= told
        ? new Answer.Nothing()
        : new Answer.Events(sink -> events.write(id(call), told, sink));
  }

  private boolean ended(ObjectNode job) {
    return json.convertValue(job.path("state"), JobState.class).terminal();
  }

  private static long revision(String eventId) {
    try {
      return Long.parseLong(eventId);
    } catch (NumberFormatException e) {
      throw Problem.of(
              Problem.Kind.BAD_REQUEST, "Last-Event-ID", "must be the id of an event of this job")
          .asRefusal();
    }
  }

  private ObjectNode found(Call call, String verb) {
    var id = id(call);
    call.demand(verb, RESOURCE, id.namespace());
    return jobs.find(id).orElseThrow(() -> unknown(call));
  }

  private JobId id(Call call) {
    return JobId.parse(call.variable("id"))
        .filter(id -> call.serves(id.namespace()))
        .orElseThrow(() -> unknown(call));
  }

  private static RuntimeException unknown(Call call) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "There is no job "
                + call.variable("id")
                + ". The answer of POST /v1/jobs says its jobId.")
        .asRefusal();
  }
}
