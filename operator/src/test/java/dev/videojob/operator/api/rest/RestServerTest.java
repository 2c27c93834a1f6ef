package dev.videojob.operator.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.operator.api.access.Access;
import dev.videojob.operator.config.OperatorConfig;
import io.helidon.http.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one replica takes on, and callers who are slow, too many, or gone. */
@Timeout(60)
class RestServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA = schema();
  private static final int MAX_BODY = 1024;
  private static final int SILENCE_MILLIS = 20_000;
  private static final Patience PATIENT =
      new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger streaming = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private RestServer server;

  /** Of an object with a text. */
  private static JsonNode schema() {
    var schema = JSON.createObjectNode().put("type", "object");
    schema.putObject("properties").putObject("a").put("type", "string");
    return schema;
  }

  private void serves(Patience patience, int concurrent, int streams) {
    server =
        RestServer.start(
            new OperatorConfig.Api(
                new OperatorConfig.Http("127.0.0.1", 0),
                new OperatorConfig.Api.Access.Everybody(),
                "media",
                Duration.ofDays(7),
                new OperatorConfig.Api.Bounds(MAX_BODY, 1000, concurrent, streams),
                Set.of()),
            Access.everybody(),
            new Served("media", Set.of()),
            List.of(
                Endpoint.of(Method.GET, "/at-once", Set.of(), call -> nothing()),
                Endpoint.of(Method.GET, "/waits", Set.of(), call -> waits()),
                Endpoint.of(Method.POST, "/takes", Set.of(), RestServerTest::takes),
                Endpoint.of(Method.GET, "/talks", Set.of(), call -> new Answer.Events(this::talk))),
            patience,
            JSON);
  }

  private static Answer nothing() {
    return Answer.ok(JSON.createObjectNode());
  }

  private Answer waits() {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return nothing();
  }

  private static Answer takes(Call call) {
    return Answer.ok(call.body(SCHEMA));
  }

  /** Says a lot, for as long as somebody takes it. */
  private void talk(Answer.Sink sink) throws InterruptedException {
    streaming.incrementAndGet();
    try {
      for (var id = 0; !goOn.await(10, TimeUnit.MILLISECONDS); id++) {
        sink.event(
            Integer.toString(id), "state", JSON.createObjectNode().put("a", "x".repeat(100_000)));
      }
    } finally {
      streaming.decrementAndGet();
    }
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    server.close();
    http.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(to(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
    return http.send(
        to("/takes").header("Content-Type", "application/json").POST(body).build(),
        BodyHandlers.ofString());
  }

  /** A connection on which nothing was said yet. */
  private Socket connection() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(SILENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  private static void says(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static String beginningOfBody(int whole) {
    return """
        POST /takes HTTP/1.1\r
        Host: here\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        {"a":\
        """
        .formatted(whole);
  }

  /** All that comes until the connection is closed. */
  private static String heard(Socket socket) throws IOException {
    var all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("not closed after: " + all, e);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  @Test
  void no_more_requests_are_worked_on_at_once_than_may_and_others_are_told_when_to_come()
      throws Exception {
    serves(PATIENT, 1, 1);
    var first = CompletableFuture.supplyAsync(() -> status("/waits"));
    begun.await();

    var refused = get("/at-once");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("works on 1 requests already");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    goOn.countDown();
    assertThat(first.get()).isEqualTo(200);
    assertThat(get("/at-once").statusCode()).isEqualTo(200);
  }

  private int status(String path) {
    try {
      return get(path).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void who_sends_slowly_keeps_nobody_out() throws Exception {
    serves(PATIENT, 1, 1);
    try (var slow = connection()) {
      says(slow, beginningOfBody(9));

      await().during(Duration.ofMillis(300)).until(() -> get("/at-once").statusCode() == 200);
      says(slow, "\"x\"}");
      assertThat(line(slow.getInputStream())).contains("200");
    }
  }

  @Test
  void a_body_that_does_not_come_in_time_is_refused_and_its_connection_closed() throws Exception {
    serves(new Patience(Duration.ofSeconds(30), Duration.ofMillis(300), PATIENT.write()), 1, 1);
    try (var slow = connection()) {
      says(slow, beginningOfBody(1000));
      var dripping = CompletableFuture.runAsync(() -> drip(slow));

      assertThat(heard(slow))
          .contains("408")
          .contains("urn:videojob:problem:too-slow")
          .containsIgnoringCase("connection: close");
      dripping.join();
    }
  }

  /** A byte now and then, until the connection is closed. */
  private void drip(Socket socket) {
    try {
      while (!goOn.await(50, TimeUnit.MILLISECONDS)) {
        says(socket, " ");
      }
    } catch (IOException e) {
      // Closed, as is to be.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void who_leaves_in_the_middle_of_a_body_leaves_its_place() throws Exception {
    serves(PATIENT, 1, 1);
    try (var leaving = connection()) {
      says(leaving, beginningOfBody(1000));
    }

    await().until(() -> get("/at-once").statusCode() == 200);
  }

  @Test
  void a_body_may_have_so_many_bytes_and_no_more_whether_its_length_is_told_or_not()
      throws Exception {
    serves(PATIENT, 4, 1);
    var full = "{\"a\":\"" + "x".repeat(MAX_BODY - 8) + "\"}";
    assertThat(full).hasSize(MAX_BODY);

    assertThat(post(BodyPublishers.ofString(full)).statusCode()).isEqualTo(200);
    assertThat(post(BodyPublishers.ofString(full + " ")).statusCode()).isEqualTo(413);
    assertThat(post(untold(full)).statusCode()).isEqualTo(200);
    assertThat(post(untold(full + " ")).statusCode()).isEqualTo(413);
  }

  private static HttpRequest.BodyPublisher untold(String body) {
    return BodyPublishers.fromPublisher(BodyPublishers.ofString(body));
  }

  @Test
  void no_more_streams_than_may_and_one_that_is_left_makes_room() throws Exception {
    serves(PATIENT, 4, 1);
    try (var listener = connection()) {
      says(listener, "GET /talks HTTP/1.1\r\nHost: here\r\n\r\n");
      assertThat(line(listener.getInputStream())).contains("200");

      var refused = get("/talks");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("serves 1 streams already");
      assertThat(get("/at-once").statusCode()).as("others are answered").isEqualTo(200);
    }

    await().until(() -> streaming.get() == 0);
  }

  @Test
  void who_does_not_read_a_stream_loses_it() throws Exception {
    serves(new Patience(PATIENT.idle(), PATIENT.body(), Duration.ofMillis(300)), 4, 1);
    try (var deaf = connection()) {
      says(deaf, "GET /talks HTTP/1.1\r\nHost: here\r\n\r\n");
      await().until(() -> streaming.get() == 1);

      await().until(() -> streaming.get() == 0);
    }
    assertThat(get("/at-once").statusCode()).isEqualTo(200);
  }
}
