package dev.videojob.operator.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.HttpMethod;
import dev.videojob.api.v1alpha1.TaskSpecHttpBuilder;
import dev.videojob.api.v1alpha1.TaskSpecPollingBuilder;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Agreement;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.Moments;
import dev.videojob.operator.calls.AService.Asked;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.plan.Work;
import dev.videojob.operator.slots.JobKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service on 127.0.0.1, which is allowed; nothing else that is not public is. */
@Timeout(60)
class HttpCallsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AService service = new AService();
  private final Moments clock = new Moments();
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
  private final List<JobKey> lookedAt = new CopyOnWriteArrayList<>();
  private final HttpCalls calls = calls(10);

  private HttpCalls calls(int atOnce) {
    return new HttpCalls(
        atOnce,
        new GuardedNames(AllowedHosts.parse(List.of("127.0.0.1")), this::find),
        new HeaderSecrets((_, name) -> secrets.get(name)),
        lookedAt::add,
        JSON,
        clock);
  }

  private InetAddress[] find(String host) throws UnknownHostException {
    return InetAddress.getAllByName(names.getOrDefault(host, host));
  }

  @AfterEach
  void close() {
    calls.close();
    service.close();
  }

  private static VideoJob job(String name) {
    return AVideoJob.named(name)
        .from("content")
        .withPayload(JSON.createObjectNode().put("title", "Ü"))
        .withAttempts(AnAttempt.number(1).starting())
        .build();
  }

  private void begin(HttpCalls by, VideoJob job, TaskSpecHttpBuilder task, Duration timeout) {
    var agreed =
        Agreement.usual()
            .withTemplate(template -> template.timeoutSeconds((int) timeout.toSeconds()))
            .build();
    by.begin(job, job.getStatus().attempts().getLast(), agreed, new Work.Call(task.build()));
  }

  private Observation seen(HttpCalls by, VideoJob job) {
    return by.observe(job, Planner.liveAttempt(job.getStatus()).orElseThrow());
  }

  private Observation ended(HttpCalls by, VideoJob job) {
    return await()
        .until(
            () -> seen(by, job),
            seen -> seen instanceof Observation.Completed || seen instanceof Observation.Failed);
  }

  private Observation call(TaskSpecHttpBuilder task) {
    var job = job("clip");
    begin(calls, job, task, Duration.ofMinutes(10));
    return ended(calls, job);
  }

  private Observation call(UnaryOperator<TaskSpecHttpBuilder> task) {
    return call(task.apply(at("/")));
  }

  private TaskSpecHttpBuilder at(String path) {
    return TaskSpecHttpBuilder.builder().url(service.url(path));
  }

  private WorkerReport success(Observation seen) {
    assertThat(seen).isInstanceOf(Observation.Completed.class);
    return Objects.requireNonNull(((Observation.Completed) seen).report());
  }

  private Failure failure(Observation seen) {
    assertThat(seen).isInstanceOf(Observation.Failed.class);
    return ((Observation.Failed) seen).failure();
  }

  private @Nullable String header(String name) {
    return service.asked.getFirst().headers().get(name);
  }

  @Test
  void the_payload_goes_to_the_service_and_its_answer_is_the_result() {
    service.at("/", AService.says(200, "{\"url\": \"https://out/1\"}"));

    var report = success(call(at("/articles?for={queue}")));

    assertThat(report.result()).isEqualTo(JSON.createObjectNode().put("url", "https://out/1"));
    assertThat(report.jobUid()).isEqualTo("uid-of-clip");
    assertThat(service.asked)
        .extracting(Asked::method, Asked::path, Asked::body)
        .containsExactly(tuple("POST", "/articles?for=content", "{\"title\":\"Ü\"}"));
    assertThat(header("content-type")).startsWith("application/json");
    assertThat(header("idempotency-key")).isEqualTo("uid-of-clip-1");
  }

  @Test
  void method_headers_and_body_are_the_tasks() {
    service.at("/", AService.says(204, ""));

    var report =
        success(
            call(
                task ->
                    task.method(HttpMethod.PUT)
                        .headers(Map.of("X-Trace", "{uid}"))
                        .body("{\"named\": \"{payload.title}!\"}")));

    assertThat(report.result()).isNull();
    assertThat(report.message()).isEqualTo("The service answered well, with nothing.");
    assertThat(service.asked.getFirst().method()).isEqualTo("PUT");
    assertThat(service.asked.getFirst().body()).isEqualTo("{\"named\":\"Ü!\"}");
    assertThat(header("x-trace")).isEqualTo("uid-of-clip");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.output     | {\"output\": {\"a\": 1}}  | {\"a\": 1}",
        "$.output     | {\"output\": \"x\"}       | {\"value\": \"x\"}",
        "$.list[0].id | {\"list\": [{\"id\": 7}]} | {\"value\": 7}"
      })
  void a_part_of_the_answer_may_be_the_result(String path, String answer, String result)
      throws Exception {
    service.at("/", AService.says(200, answer));

    assertThat(success(call(task -> task.resultPath(path))).result())
        .isEqualTo(JSON.readTree(result));
  }

  @Test
  void an_answer_that_is_too_large_to_keep_is_a_success_without_a_result() {
    service.at("/", AService.says(200, "{\"a\": \"" + "x".repeat(5000) + "\"}"));

    var report = success(call(at("/")));

    assertThat(report.result()).isNull();
    assertThat(report.message()).contains("5008 bytes", "4096", "resultPath");
  }

  @Test
  void an_answer_that_is_no_json_is_a_success_without_a_result() {
    service.at("/", AService.says(200, "<html>ok</html>"));

    assertThat(success(call(at("/"))).message()).contains("is no JSON");
  }

  @Test
  void a_refusal_of_the_service_says_what_it_said() {
    service.at("/", AService.says(422, "no\n title"));

    assertThat(failure(call(at("/"))))
        .isEqualTo(
            new Failure(
                FailureClass.PERMANENT, 10, "Http422", "The service answered 422: no title"));
  }

  @Test
  void a_service_that_throttles_says_for_how_long() {
    service.at("/", AService.says(429, "", "Retry-After", "90"));

    assertThat(failure(call(at("/"))).retryAfter()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void a_service_that_is_not_there_may_come_back() {
    service.close();

    var failure = failure(call(at("/")));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.reason()).isEqualTo("Unreachable");
    assertThat(failure.exitCode()).as("nobody answered").isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:%d/",
        "http://127.0.0.2:%d/",
        "http://2130706434:%d/",
        "http://[::1]:%d/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0:%d/",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.2]:%d/",
        "http://rebound.example.org:%d/",
        "https://127.0.0.3:%d/"
      })
  void no_address_that_is_not_public_is_connected_to(String url) {
    names.put("localhost", "127.0.0.2");
    names.put("rebound.example.org", "127.0.0.2");

    var failure = failure(call(TaskSpecHttpBuilder.builder().url(url.formatted(service.port()))));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(failure.reason()).isEqualTo("AddressRefused");
    assertThat(failure.message()).contains("no public address", "httpTasks.allowedHosts");
    assertThat(service.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest/meta-data, AddressRefused",
    "http://127.0.0.2/, AddressRefused",
    "file:///etc/passwd, BadConfiguration",
    "gopher://127.0.0.1/, BadConfiguration",
    "http://user:word@127.0.0.1/, BadConfiguration"
  })
  void no_redirect_leads_where_a_task_may_not_go(String location, String reason) {
    service.at("/", AService.says(302, "", "Location", location));

    var failure = failure(call(at("/")));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(failure.reason()).isEqualTo(reason);
  }

  @Test
  void redirects_are_followed_five_times() {
    for (var i = 0; i < 7; i++) {
      service.at("/" + i, AService.says(307, "", "Location", "/" + (i + 1)));
    }
    service.at("/ends", AService.says(200, "{}"));

    assertThat(failure(call(at("/0"))).reason()).isEqualTo("TooManyRedirects");
    assertThat(service.asked).hasSize(6).allMatch(asked -> asked.method().equals("POST"));
  }

  @Test
  void a_redirect_after_a_post_is_read_by_get() {
    service.at("/", AService.says(303, "", "Location", "/there"));
    service.at("/there", AService.says(200, "{}"));

    success(call(at("/")));

    assertThat(service.asked).extracting(Asked::method).containsExactly("POST", "GET");
  }

  @Test
  void headers_of_a_secret_go_to_the_tasks_own_host_and_to_no_other() {
    secrets.put("token", secret(Map.of("videojob.dev/headers", "true")));
    try (var other = new AService()) {
      other.at("/", AService.says(200, "{}"));
      service.at("/", AService.says(307, "", "Location", other.url("/")));

      success(call(task -> task.headersSecret("token")));

      assertThat(header("authorization")).isEqualTo("Bearer 7");
      assertThat(other.asked.getFirst().headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void a_secret_that_is_not_meant_for_it_is_not_sent() {
    secrets.put("token", secret(Map.of("app", "shop")));
    service.at("/", AService.says(200, "{}"));

    var failure = failure(call(task -> task.headersSecret("token")));

    assertThat(failure.reason()).isEqualTo("BadConfiguration");
    assertThat(failure.message()).contains("token", "videojob.dev/headers=true");
    assertThat(service.asked).isEmpty();
  }

  private static Secret secret(Map<String, String> labels) {
    return new SecretBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withData(Map.of("Authorization", "QmVhcmVyIDcK"))
        .build();
  }

  @Test
  void an_answer_that_never_ends_is_cut_off() {
    service.at("/", AService.endless());

    var failure = failure(call(at("/")));

    assertThat(failure.reason()).isEqualTo("AnswerTooLarge");
    assertThat(failure.failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(failure.message()).contains("1048576");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_answer_that_does_not_come_is_waited_for_no_longer_than_allowed(boolean half) {
    service.at("/", half ? service.halfAnAnswer() : service.silence());

    var failure = failure(call(task -> task.timeoutSeconds(1)));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.reason()).isEqualTo("AnswerTimeout");
    assertThat(failure.exitCode()).isNull();
  }

  private static TaskSpecPollingBuilder every() {
    return TaskSpecPollingBuilder.builder().intervalSeconds(1);
  }

  @Test
  void a_status_is_asked_for_until_it_names_the_end() {
    var asked = new AtomicInteger();
    service.at("/", AService.says(202, "{\"id\": 5}"));
    service.at(
        "/jobs/5",
        exchange ->
            AService.says(
                    200,
                    asked.incrementAndGet() < 3
                        ? "{\"status\": \"rendering\"}"
                        : "{\"status\": \"done\", \"url\": \"u\"}")
                .to(exchange));

    var report =
        success(
            call(
                task -> task.polling(every().statusUrl(service.url("/jobs/{answer.id}")).build())));

    assertThat(asked).hasValue(3);
    assertThat(report.result())
        .isEqualTo(JSON.createObjectNode().put("status", "done").put("url", "u"));
  }

  @Test
  void where_to_ask_may_be_in_the_answer() {
    service.at("/", AService.says(202, "{\"links\": {\"self\": \"/jobs/9\"}}"));
    service.at("/jobs/9", AService.says(200, "{\"status\": \"completed\"}"));

    success(call(task -> task.polling(every().statusUrl("$.links.self").build())));

    assertThat(service.asked).extracting(Asked::path).containsExactly("/", "/jobs/9");
  }

  @Test
  void an_answer_that_names_the_end_at_once_is_the_end() {
    service.at("/", AService.says(200, "{\"status\": \"done\"}"));

    success(call(task -> task.polling(every().statusUrl("$.links.self").build())));

    assertThat(service.asked).hasSize(1);
  }

  @Test
  void work_that_failed_at_the_service_has_failed() {
    service.at("/", AService.says(202, "{\"id\": 5}"));
    service.at("/jobs", AService.says(200, "{\"status\": \"failed\", \"why\": \"no font\"}"));

    var failure =
        failure(call(task -> task.polling(every().statusUrl(service.url("/jobs")).build())));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.reason()).isEqualTo("ServiceFailed");
    assertThat(failure.exitCode()).isEqualTo(20);
    assertThat(failure.message()).contains("\"failed\"", "no font");
  }

  @Test
  void a_status_that_cannot_be_read_for_a_moment_is_asked_for_again() {
    var asked = new AtomicInteger();
    service.at("/", AService.says(202, "{\"id\": 5}"));
    service.at(
        "/jobs",
        exchange ->
            (switch (asked.incrementAndGet()) {
                  case 1 -> AService.says(503, "");
                  case 2 -> AService.says(200, "<html>");
                  default -> AService.says(200, "{\"status\": \"done\"}");
                })
                .to(exchange));

    success(call(task -> task.polling(every().statusUrl(service.url("/jobs")).build())));
  }

  @Test
  void a_status_that_does_not_exist_ends_the_attempt() {
    service.at("/start", AService.says(202, "{\"id\": 5}"));

    var failure =
        failure(call(at("/start").polling(every().statusUrl(service.url("/none")).build())));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(failure.reason()).isEqualTo("Http404");
  }

  @Test
  void what_takes_longer_than_an_attempt_may_is_a_timeout() {
    service.at("/", AService.says(202, "{\"id\": 5}"));
    service.at(
        "/jobs",
        exchange -> {
          clock.pass(Duration.ofMinutes(11));
          AService.says(200, "{\"status\": \"rendering\"}").to(exchange);
        });

    var failure =
        failure(call(task -> task.polling(every().statusUrl(service.url("/jobs")).build())));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(failure.reason()).isEqualTo("DeadlineExceeded");
    assertThat(failure.exitCode()).as("the service's work may go on").isNull();
  }

  @Test
  void no_more_calls_are_made_at_once_than_allowed() {
    service.at("/", service.silence());
    try (var few = calls(2)) {
      var jobs = List.of(job("a"), job("b"), job("c"));
      jobs.forEach(job -> begin(few, job, at("/"), Duration.ofMinutes(10)));
      await().until(() -> service.asked.size() == 2);

      var waiting =
          jobs.stream().filter(job -> seen(few, job) instanceof Observation.Pending).toList();
      assertThat(waiting).hasSize(1);
      assertThat(few.underWay()).isEqualTo(2);

      few.cancel(jobs.stream().filter(job -> !waiting.contains(job)).findFirst().orElseThrow());
      await().until(() -> seen(few, waiting.getFirst()) instanceof Observation.Running);
      await().until(() -> service.asked.size() == 3);
    }
  }

  @Test
  void a_call_that_is_broken_off_is_unknown_and_the_job_is_looked_at() {
    service.at("/", service.silence());
    var job = job("clip");
    begin(calls, job, at("/"), Duration.ofMinutes(10));
    await().until(() -> service.asked.size() == 1);
    lookedAt.clear();

    calls.cancel(job);

    assertThat(seen(calls, job)).isEqualTo(new Observation.CallUnknown());
    assertThat(lookedAt).contains(JobKey.of(job));
    await().until(() -> calls.underWay() == 0);
  }

  @Test
  void a_call_is_made_once_however_often_it_is_begun() {
    service.at("/", AService.says(200, "{}"));
    var job = job("clip");

    begin(calls, job, at("/"), Duration.ofMinutes(10));
    begin(calls, job, at("/"), Duration.ofMinutes(10));
    ended(calls, job);
    begin(calls, job, at("/"), Duration.ofMinutes(10));

    success(seen(calls, job));
    assertThat(service.asked).hasSize(1);
  }
}
