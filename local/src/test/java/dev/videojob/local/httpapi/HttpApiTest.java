package dev.videojob.local.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatusBuilder;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.RedriveState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.local.cluster.LocalApiServer;
import dev.videojob.local.metadata.LocalMongo;
import dev.videojob.local.queue.LocalSqs;
import dev.videojob.operator.api.HttpApi;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.outbox.JobDocument;
import dev.videojob.operator.outbox.MongoMetadataStore;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import dev.videojob.operator.redrive.DeadLetterLook;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The HTTP API over HTTP, on the API server stand-in; the operator is played. */
@Timeout(60)
class HttpApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String JOB =
      "{\"queue\": \"uploads\", \"source\": {\"uri\": \"s3://videos-in/a.mp4\"}}";

  private static final LocalSqs.Queues QUEUES = LocalSqs.Queues.DEFAULT;

  @SuppressWarnings("NullAway.Init")
  private static LocalSqs sqs;

  @SuppressWarnings("NullAway.Init")
  private static SqsClients sqsClients;

  private final LocalApiServer server = LocalApiServer.start(0);
  private final LocalMongo mongo = LocalMongo.start(0);
  private final KubernetesClient cluster =
      new KubernetesClientBuilder()
          .withConfig(
              new ConfigBuilder(Config.empty()).withMasterUrl(server.endpoint().toString()).build())
          .build();
  private final ReadableMetadataStore store =
      new MongoMetadataStore(
          mongo.uri().toString(), "videojob", "videojobs", InstantSource.system());
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpApi api;

  @BeforeAll
  static void startSqs() {
    sqs = LocalSqs.start(0, "us-east-1", QUEUES);
    sqsClients =
        new SqsClients(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")), "us-east-1");
  }

  @AfterAll
  static void stopSqs() {
    sqsClients.close();
    sqs.close();
  }

  @BeforeEach
  void start(@TempDir Path tokens) throws Exception {
    Files.writeString(tokens.resolve("shop"), TOKEN + "\n");
    cluster
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: videojob.dev/v1alpha1
                kind: VideoQueue
                metadata: {name: uploads, namespace: default}
                spec: {destination: {uri: "s3://videos-out/{stem}"}}
                """,
                VideoQueue.class))
        .create();
    cluster
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: videojob.dev/v1alpha1
                kind: VideoQueue
                metadata: {name: from-sqs, namespace: default}
                spec:
                  destination: {uri: "s3://videos-out/{stem}"}
                  sqs: {queueUrl: "%s", deadLetterQueueUrl: "%s"}
                """
                    .formatted(sqs.queueUrl(QUEUES.source()), sqs.queueUrl(QUEUES.deadLetters())),
                VideoQueue.class))
        .create();
    api =
        start(
            new OperatorConfig.Api.Access.Tokens(tokens),
            new OperatorConfig.Api.Bounds(4096, 1000, 64, 10));
  }

  private HttpApi start(OperatorConfig.Api.Access access, OperatorConfig.Api.Bounds bounds) {
    return HttpApi.start(
        new OperatorConfig.Api(
            new OperatorConfig.Http("127.0.0.1", 0),
            access,
            "default",
            Duration.ofDays(7),
            bounds,
            Set.of("https://studio.example.org")),
        Set.of("default", "video"),
        cluster,
        store,
        new HttpApi.Known(
            queue -> Optional.empty(),
            queue ->
                cluster.resources(VideoJob.class).inNamespace("default").list().getItems().stream(),
            DeadLetterLook.sqs(sqsClients, InstantSource.system())),
        JSON,
        InstantSource.system());
  }

  @AfterEach
  void stop() {
    api.close();
    http.close();
    store.close();
    cluster.close();
    mongo.close();
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    var request = to("/v1/jobs").header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.POST(BodyPublishers.ofString(body)));
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }

  private String submitted(String... headers) throws Exception {
    return json(post(JOB, headers)).path("jobId").asText();
  }

  private VideoJob job(String id) {
    return cluster
        .resources(VideoJob.class)
        .inNamespace("default")
        .withName(id.substring(id.indexOf('.') + 1, id.lastIndexOf('.')))
        .get();
  }

  private VideoJob becomes(String id, JobState state, long revision) {
    var job = job(id).with(VideoJobStatusBuilder.builder().state(state).revision(revision).build());
    return cluster.resource(job).updateStatus();
  }

  private void problem(HttpResponse<String> response, int status, String says) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(response).path("status").asInt()).isEqualTo(status);
    assertThat(json(response).path("detail").asText()).contains(says);
  }

  @Test
  void a_job_is_durable_when_it_is_accepted_and_found_where_its_location_says() throws Exception {
    var response = post(JOB);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    var id = json(response).path("jobId").asText();
    assertThat(job(id).getSpec().queueRef()).isEqualTo("uploads");
    assertThat(job(id).getSpec().ttlSecondsAfterFinished()).isEqualTo(604800);
    var found = get(response.headers().firstValue("Location").orElseThrow());
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(json(found).path("jobId").asText()).isEqualTo(id);
    assertThat(json(found).path("state").asText()).isEqualTo("Queued");
  }

  @Test
  void the_same_key_and_request_give_the_same_job() throws Exception {
    var once = submitted("Idempotency-Key", "order-4711");
    var again = submitted("Idempotency-Key", "order-4711");

    assertThat(again).isEqualTo(once).startsWith("default.order-4711-");
    assertThat(cluster.resources(VideoJob.class).inNamespace("default").list().getItems())
        .hasSize(1);
    problem(
        post(JOB.replace("a.mp4", "b.mp4"), "Idempotency-Key", "order-4711"),
        422,
        "made of another request");
  }

  @Test
  void without_a_key_each_request_is_a_job() throws Exception {
    assertThat(submitted()).isNotEqualTo(submitted());
  }

  @Test
  void a_job_whose_videojob_is_gone_is_found_in_the_metadata_store() throws Exception {
    var id = submitted();
    var ended = becomes(id, JobState.SUCCEEDED, 3);
    store.upsert(JobDocument.of(ended, JSON));
    cluster
        .resource(ended)
        .edit(
            job -> {
              job.getMetadata().getFinalizers().clear();
              return job;
            });
    cluster.resource(ended).delete();

    var found = json(get("/v1/jobs/" + id));
    assertThat(found.path("jobId").asText()).isEqualTo(id);
    assertThat(found.path("state").asText()).isEqualTo("Succeeded");
    problem(get("/v1/jobs/" + id.replaceFirst("^default", "video")), 404, "no job");
  }

  @Test
  void cancelling_deletes_what_goes_on_and_leaves_what_has_ended() throws Exception {
    var going = submitted();
    var ended = submitted();
    becomes(ended, JobState.FAILED, 2);

    for (var id : new String[] {going, going, ended}) {
      assertThat(send(to("/v1/jobs/" + id).DELETE()).statusCode()).isEqualTo(202);
    }

    assertThat(job(going).isMarkedForDeletion()).isTrue();
    assertThat(job(ended).isMarkedForDeletion()).isFalse();
  }

  @Test
  void a_list_has_each_job_once_page_by_page() throws Exception {
    var ids = new ArrayList<String>();
    while (ids.size() < 5) {
      ids.add(submitted());
    }
    var seen = new ArrayList<String>();
    var cursor = "";
    do {
      var page = json(get("/v1/jobs?limit=2&queue=uploads" + cursor));
      assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
      page.path("items").forEach(item -> seen.add(item.path("jobId").asText()));
      cursor = page.has("cursor") ? "&cursor=" + page.path("cursor").asText() : "";
    } while (!cursor.isEmpty());

    assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void a_list_is_filtered_by_state_and_queue() throws Exception {
    var running = submitted();
    var _ = submitted();
    becomes(running, JobState.RUNNING, 1);

    var found = json(get("/v1/jobs?state=Running")).path("items");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).path("jobId").asText()).isEqualTo(running);
    assertThat(json(get("/v1/jobs?queue=others")).path("items")).isEmpty();
  }

  @Test
  void events_tell_a_job_to_its_end_and_a_caller_who_knows_it_nothing() throws Exception {
    var id = submitted();
    becomes(id, JobState.RUNNING, 1);
    var stream = http.send(to("/v1/jobs/" + id + "/events").build(), BodyHandlers.ofLines());
    assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    var lines = stream.body().iterator();
    var told = new StringBuilder();
    while (!told.toString().contains("data:")) {
      told.append(lines.next()).append('\n');
    }
    becomes(id, JobState.RUNNING, 2);
    becomes(id, JobState.SUCCEEDED, 3);
    lines.forEachRemaining(line -> told.append(line).append('\n'));

    assertThat(told.toString().lines().filter(line -> line.startsWith("event")))
        .containsExactly("event:state", "event:progress", "event:state");
    assertThat(told).contains("id:1", "id:3", "\"state\":\"Succeeded\"");
    assertThat(send(to("/v1/jobs/" + id + "/events").header("Last-Event-ID", "3")).statusCode())
        .isEqualTo(204);
  }

  @Test
  void queues_are_listed_with_their_settings_and_numbers() throws Exception {
    var _ = submitted();

    assertThat(json(get("/v1/queues")).path("items"))
        .extracting(queue -> queue.path("name").asText())
        .containsExactly("from-sqs", "uploads");
    assertThat(json(get("/v1/queues/uploads")).path("maxJobs").asInt()).isEqualTo(10);
    assertThat(json(get("/v1/queues/uploads/stats")).has("oldestQueuedSeconds")).isTrue();
    problem(get("/v1/queues/none"), 404, "no queue none");
    problem(get("/v1/queues/x'%20OR%201=1--/stats"), 404, "no queue");
  }

  @Test
  void dead_letters_are_shown_and_stay() throws Exception {
    sqs.send(QUEUES.deadLetters(), "{\"video_id\": \"trailer\", \"key\": \"a.mp4\"}");

    for (var looks = 1; looks <= 2; looks++) {
      var seen = json(get("/v1/queues/from-sqs/dead-letters?limit=50"));
      assertThat(seen.path("items"))
          .singleElement()
          .satisfies(letter -> assertThat(letter.path("body").asText()).contains("\"trailer\""));
      assertThat(seen.path("visible").asInt()).isEqualTo(1);
      assertThat(seen.at("/items/0/receiveCount").asInt()).isEqualTo(looks);
    }
    problem(get("/v1/queues/uploads/dead-letters"), 409, "spec.sqs");
    problem(get("/v1/queues/none/dead-letters"), 404, "no queue none");
    problem(get("/v1/queues/from-sqs/dead-letters?limit=51"), 400, "from 1 to 50");
  }

  private HttpResponse<String> redrive(String queue, String body, String... headers)
      throws Exception {
    var request = to("/v1/queues/" + queue + "/redrive").header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.POST(BodyPublishers.ofString(body)));
  }

  @Test
  void a_redrive_is_made_once_for_a_key_and_found_where_its_location_says() throws Exception {
    var body = "{\"selector\": {\"failureClass\": \"Transient\"}, \"dryRun\": true}";
    var response = redrive("from-sqs", body, "Idempotency-Key", "outage-1");
    var again = redrive("from-sqs", body, "Idempotency-Key", "outage-1");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(json(again)).isEqualTo(json(response));
    assertThat(cluster.resources(DeadLetterRedrive.class).inNamespace("default").list().getItems())
        .singleElement()
        .satisfies(
            made -> {
              assertThat(made.getSpec().queueRef()).isEqualTo("from-sqs");
              assertThat(made.getSpec().dryRun()).isTrue();
              assertThat(made.getSpec().maxPerSecond()).isEqualTo(10);
              assertThat(made.getSpec().selector().failureClass())
                  .isEqualTo(FailureClass.TRANSIENT);
            });
    problem(
        redrive("from-sqs", "{}", "Idempotency-Key", "outage-1"), 422, "made of another request");
    var found = json(get(response.headers().firstValue("Location").orElseThrow()));
    assertThat(found.path("state").asText()).isEqualTo("Waiting");
    assertThat(found.path("queue").asText()).isEqualTo("from-sqs");
  }

  @Test
  void a_redrive_says_how_far_it_is() throws Exception {
    var name = json(redrive("from-sqs", "{}")).path("name").asText();
    var resource = cluster.resources(DeadLetterRedrive.class).inNamespace("default").withName(name);
    var redrive = resource.get();
    redrive.setStatus(
        DeadLetterRedriveStatusBuilder.builder()
            .state(RedriveState.RUNNING)
            .matched(7L)
            .redriven(3L)
            .build());
    cluster.resource(redrive).updateStatus();

    var found = json(get("/v1/redrives/" + name));
    assertThat(found.path("state").asText()).isEqualTo("Running");
    assertThat(found.path("matched").asInt()).isEqualTo(7);
    assertThat(found.path("redriven").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "none     | {}                                          | 404 | no queue none",
        "uploads  | {}                                          | 409 | no spec.sqs",
        "from-sqs | {\"queueRef\": \"uploads\"}                 | 422 | queueRef: there is no such",
        "from-sqs | {\"maxPerSecond\": 0}                       | 422 | maxPerSecond",
        "from-sqs | {\"maxPerSecond\": 1e9}                     | 422 | maxPerSecond",
        "from-sqs | {\"maxMessages\": -1}                       | 422 | maxMessages",
        "from-sqs | {\"dryRun\": \"yes\"}                       | 422 | dryRun",
        "from-sqs | {\"selector\": {\"class\": \"Transient\"}}  | 422 | selector.class: there is no such",
        "from-sqs | {\"selector\": {\"failureClass\": \"Bad\"}} | 422 | selector.failureClass",
        "from-sqs | {\"selector\": {\"after\": \"yesterday\"}}  | 422 | selector.after",
        "from-sqs | {\"selector\": {\"videoJob\": \"x' OR 1=1\"}} | 422 | selector.videoJob",
        "from-sqs | {\"selector\": {\"after\": \"2026-03-02T00:00:00Z\", \"before\": \"2026-03-01T00:00:00Z\"}} | 422 | before",
      })
  void a_redrive_that_cannot_be_is_refused_with_what_is_wrong(
      String queue, String body, int status, String says) throws Exception {
    problem(redrive(queue, body), status, says);
    assertThat(cluster.resources(DeadLetterRedrive.class).inAnyNamespace().list().getItems())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{                                                        | 400 | not JSON",
        "                                                         | 400 | JSON object",
        "[]                                                       | 400 | JSON object",
        "{\"a\":1,\"a\":2}                                        | 400 | not JSON",
        "{} {}                                                    | 400 | not JSON",
        "{}                                                       | 422 | source: Required",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"prio\":1}       | 422 | prio: there is no such field",
        "{\"source\":{\"uri\":\"s3://videos/a\",\"key\":1}}        | 422 | source.key: there is no such",
        "{\"source\":\"s3://videos/a\"}                            | 422 | must be of type object",
        "{\"source\":{\"uri\":1}}                                  | 422 | must be of type string",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"priority\":-1}  | 422 | priority",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"priority\":1e400} | 422 | priority",
        "{\"source\":{\"uri\":\"file:///etc/passwd\"},\"queue\":\"uploads\"} | 422 | source.uri",
        "{\"source\":{\"uri\":\"s3://videos/a\"}}                  | 422 | destination",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"queue\":\"x' OR 1=1\"} | 422 | queue",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"queue\":\"none\"} | 422 | no VideoQueue",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"namespace\":\"kube-system\"} | 422 | not watched",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"namespace\":\"a/../b\"} | 422 | namespace",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"profile\":null} | 422 | profile",
        "{\"source\":{\"uri\":\"s3://videos/a\"},\"payload\":[1]}  | 422 | payload",
      })
  void a_bad_body_is_refused_with_what_is_wrong(String body, int status, String says)
      throws Exception {
    problem(post(body == null ? "" : body), status, says);
    assertThat(cluster.resources(VideoJob.class).inAnyNamespace().list().getItems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/jobs?limit=-1, 400, limit",
    "/v1/jobs?limit=501, 400, limit",
    "/v1/jobs?limit=99999999999, 400, limit",
    "/v1/jobs?state=Sleeping, 400, state",
    "/v1/jobs?state=0, 400, state",
    "/v1/jobs?order=name, 400, no such parameter",
    "/v1/jobs?limit=1&limit=2, 400, once",
    "/v1/jobs?cursor=***, 400, cursor",
    "/v1/jobs?state=, 400, empty",
    "/v1/jobs?namespace=kube-system, 422, not watched",
    "/v1/redrives/none, 404, no redrive none",
    "/v1/redrives/..%2f..%2fsecrets, 404, ''",
    "/v1/redrives/x;DROP%20TABLE%20jobs, 404, no redrive",
    "/v1/jobs/default.a'--.0295cf01, 404, no job",
    "/v1/jobs/1, 404, no job",
    "/v1/jobs/default.a.b, 404, no job",
    "/v1/jobs/..%2f..%2fsecrets, 404, ''",
    "/v1/queues?namespace=UPPER, 422, namespace",
    "/v2/jobs, 404, nothing here",
  })
  void a_bad_address_is_refused_with_what_is_wrong(String path, int status, String says)
      throws Exception {
    problem(get(path), status, says);
  }

  @Test
  void bodies_that_are_too_large_or_not_json_and_wrong_methods_are_refused() throws Exception {
    problem(post("{\"a\": \"" + "x".repeat(5_000) + "\"}"), 413, "4096 bytes");
    problem(
        send(
            to("/v1/jobs").header("Content-Type", "text/plain").POST(BodyPublishers.ofString(JOB))),
        415,
        "application/json");
    var put = send(to("/v1/jobs").PUT(BodyPublishers.ofString(JOB)));
    problem(put, 405, "POST");
    assertThat(put.headers().firstValue("Allow").orElseThrow()).contains("GET").contains("POST");
    problem(post(JOB, "Idempotency-Key", "a b"), 400, "Idempotency-Key");
  }

  @ParameterizedTest
  @CsvSource({"''", "Bearer", "Bearer 0123456789abcdef0123456789abcdeg", "Basic c2hvcDpzaG9w"})
  void nobody_is_let_in_without_a_token_that_is_known(String authorization) throws Exception {
    for (var path :
        new String[] {"/v1/jobs", "/v1/jobs/a.b.c", "/v1/jobs/a.b.c/events", "/v1/queues"}) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      var response = send(request);
      problem(response, 401, "");
      assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }
  }

  @Test
  void the_document_of_the_api_is_served_to_everybody() throws Exception {
    var response =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/openapi.json")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).path("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void who_asks_too_often_is_told_when_to_come_again() throws Exception {
    api.close();
    api =
        start(
            new OperatorConfig.Api.Access.Everybody(),
            new OperatorConfig.Api.Bounds(4096, 1, 64, 1));
    assertThat(get("/v1/queues").statusCode()).isEqualTo(200);

    var refused = get("/v1/queues");
    problem(refused, 429, "1 times a second");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void pages_of_listed_origins_may_call_and_no_others() throws Exception {
    assertThat(
            send(to("/v1/queues").header("Origin", "https://studio.example.org"))
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://studio.example.org");
    assertThat(
            send(to("/v1/queues").header("Origin", "https://evil.example.org"))
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .isEmpty();
  }

  @Test
  void while_the_api_server_is_away_it_says_so_and_when_to_come_again() throws Exception {
    server.close();

    var response = get("/v1/jobs/default.a." + UUID.randomUUID());
    problem(response, 503, "API server");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void no_text_however_strange_is_answered_by_a_fault_of_the_server() throws Exception {
    var random = new Random(7);
    for (var text : Stream.generate(() -> strange(random)).limit(200).toList()) {
      var quoted = JSON.writeValueAsString(text);
      for (var field : new String[] {"className", "profile", "queue", "namespace"}) {
        var response =
            post(
                "{\"source\":{\"uri\":\"s3://videos/a\"},\"destination\":{\"uri\":\"s3://videos/b\"},\""
                    + field
                    + "\":"
                    + quoted
                    + "}");
        assertThat(response.statusCode()).as("%s: %s", quoted, response.body()).isLessThan(500);
      }
    }
  }

  private static String strange(Random random) {
    return random
        .ints(random.nextInt(1, 20), 0, 0x300)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
