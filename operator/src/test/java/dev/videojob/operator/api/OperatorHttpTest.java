package dev.videojob.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.slots.JobKey;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class OperatorHttpTest {
  private final List<String> deadly = new CopyOnWriteArrayList<>();
  private final List<String> unready = new CopyOnWriteArrayList<>();
  private volatile LeaderFinder.Place place = new LeaderFinder.Place.Here();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final ProgressBook book = new ProgressBook();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OperatorHttp http =
      OperatorHttp.start(
          new OperatorConfig.Http("127.0.0.1", 0), health(), this::leader, inbox(), metrics);
  private final HttpClient client = HttpClient.newHttpClient();

  private LeaderFinder.Place leader() {
    asked.countDown();
    return place;
  }

  private Health health() {
    return new Health() {
      @Override
      public List<String> deadly() {
        return deadly;
      }

      @Override
      public List<String> unready() {
        return unready;
      }
    };
  }

  private ProgressInbox inbox() {
    var running = AVideoJob.named("clip").withAttempts(AnAttempt.number(2).running()).build();
    return new ProgressInbox(
        job -> job.name().equals("clip") ? Optional.of(running) : Optional.empty(),
        book,
        job -> {},
        new ObjectMapper());
  }

  @AfterEach
  void stop() {
    client.close();
    http.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + http.port() + path);
  }

  @ParameterizedTest
  @CsvSource({"/livez", "/readyz"})
  void a_healthy_process_is_ok(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void what_is_not_ready_is_said_and_kills_nobody() throws Exception {
    unready.add("the caches are not filled");
    unready.add("another replica leads");

    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body())
        .isEqualTo("the caches are not filled\nanother replica leads\n");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void what_only_a_restart_helps_against_is_said_by_liveness() throws Exception {
    deadly.add("the watch has ended");

    assertThat(get("/livez").statusCode()).isEqualTo(503);
    assertThat(get("/livez").body()).contains("the watch has ended");
  }

  @Test
  void metrics_are_in_prometheus_text() throws Exception {
    metrics.counter("videojob.jobs.succeeded", "queue", "media/uploads").increment();

    var answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.body())
        .contains("videojob_jobs_succeeded_total{queue=\"media/uploads\"} 1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "clip, uid-of-clip, 2, 204",
    "clip, uid-of-clip, 1, 410",
    "clip, uid-of-another, 2, 410",
    "stranger, uid-of-clip, 2, 404",
  })
  void progress_is_answered_by_what_is_known_of_its_job(
      String name, String uid, int attempt, int status) throws Exception {
    var path = "/internal/v1/progress/media/" + name + "/" + uid;

    assertThat(post(path, ProgressInboxTest.report(attempt)).statusCode()).isEqualTo(status);
    assertThat(book.newest(new JobKey("media", "clip")).isPresent()).isEqualTo(status == 204);
  }

  private static final String REPORTS = "/internal/v1/progress/media/clip/uid-of-clip";

  @Test
  void a_replica_that_does_not_lead_redirects_a_report_to_the_leader() throws Exception {
    place = new LeaderFinder.Place.There("http://10.0.0.7:8080");

    var answer = post(REPORTS, ProgressInboxTest.report(2));

    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(answer.headers().firstValue("Location"))
        .contains("http://10.0.0.7:8080" + REPORTS + "?redirected");
    assertThat(book.newest(new JobKey("media", "clip"))).isEmpty();
  }

  @Test
  void a_report_that_was_redirected_arrives() throws Exception {
    var leading = this;
    try (var standby =
        OperatorHttp.start(
            new OperatorConfig.Http("127.0.0.1", 0),
            health(),
            () -> new LeaderFinder.Place.There("http://127.0.0.1:" + leading.http.port()),
            inbox(),
            metrics)) {
      var following = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
      var asked =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + standby.port() + REPORTS))
              .POST(HttpRequest.BodyPublishers.ofString(ProgressInboxTest.report(2)))
              .build();
      try (following) {
        assertThat(following.send(asked, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(204);
      }
    }
    assertThat(book.newest(new JobKey("media", "clip"))).isPresent();
  }

  @Test
  void a_report_is_redirected_once_and_not_in_circles() throws Exception {
    place = new LeaderFinder.Place.There("http://127.0.0.1:" + http.port());
    var following = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    var asked =
        HttpRequest.newBuilder(uri(REPORTS))
            .POST(HttpRequest.BodyPublishers.ofString(ProgressInboxTest.report(2)))
            .build();
    try (following) {
      var answer = following.send(asked, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    }
  }

  @Test
  void a_report_that_nobody_can_take_now_is_asked_to_come_again() throws Exception {
    place = new LeaderFinder.Place.Unknown();

    var answer = post("/internal/v1/progress/media/stranger/any", ProgressInboxTest.report(2));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
  }

  @Test
  void progress_that_is_none_is_a_bad_request() throws Exception {
    assertThat(post("/internal/v1/progress/media/clip/uid-of-clip", "50%").statusCode())
        .isEqualTo(400);
  }

  private static final String TOO_LARGE = "{\"phase\": \"" + "x".repeat(17 * 1024) + "\"}";

  @Test
  void a_body_above_the_limit_is_refused() throws Exception {
    assertThat(post(REPORTS, TOO_LARGE).statusCode()).isEqualTo(413);
    assertThat(book.newest(new JobKey("media", "clip"))).isEmpty();
  }

  /** By hand: a client of a library writes head and body at once when it can. */
  @Test
  void a_client_that_has_not_written_its_body_yet_is_told_all_the_same_that_it_is_too_large()
      throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
      var out = socket.getOutputStream();
      out.write(
          "POST %s HTTP/1.1\r\nHost: operator\r\nContent-Length: %d\r\n\r\n"
              .formatted(REPORTS, TOO_LARGE.length())
              .getBytes(StandardCharsets.US_ASCII));
      assertThat(asked.await(10, TimeUnit.SECONDS)).as("the server has seen the head").isTrue();
      out.write(TOO_LARGE.getBytes(StandardCharsets.US_ASCII));

      var answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      assertThat(new BufferedReader(answer).readLine()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void anything_else_is_not_there() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/internal/v1/progress/media/clip/uid-of-clip").statusCode()).isIn(404, 405);
  }
}
