package dev.videojob.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.videojob.worker.Cancellation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator has two replicas: one leads, the other sends reports on. */
class ProgressReporterTest {
  private final List<String> atTheLeader = new CopyOnWriteArrayList<>();
  private final Cancellation cancellation = new Cancellation();
  private final HttpServer leader = server();
  private final HttpServer standby = server();
  private volatile int leadersAnswer = 204;

  ProgressReporterTest() {
    leader.createContext("/", this::lead);
    standby.createContext("/", this::sendOn);
  }

  private static HttpServer server() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void lead(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    atTheLeader.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    exchange.sendResponseHeaders(leadersAnswer, -1);
    exchange.close();
  }

  private void sendOn(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Location", url(leader) + exchange.getRequestURI());
    exchange.sendResponseHeaders(307, -1);
    exchange.close();
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    leader.stop(0);
    standby.stop(0);
  }

  private ProgressReporter reporterTo(HttpServer server) {
    var reporter =
        new ProgressReporter(
            url(server) + "/progress/clip",
            3,
            new ObjectMapper(),
            cancellation,
            InstantSource.system());
    reporter.begin(Phase.PUBLISH);
    return reporter;
  }

  @Test
  void a_report_that_is_sent_on_reaches_the_leader_whole() {
    assertThatCode(reporterTo(standby)::checkpoint).doesNotThrowAnyException();

    assertThat(atTheLeader)
        .singleElement()
        .asString()
        .startsWith("POST /progress/clip {")
        .contains("\"attempt\":3", "\"phase\":\"publish\"");
  }

  @Test
  void the_leaders_word_that_the_attempt_is_over_counts_when_it_came_by_a_redirect() {
    leadersAnswer = 410;

    assertThatThrownBy(reporterTo(standby)::checkpoint).isInstanceOf(RuntimeException.class);
  }

  @Test
  void a_redirect_is_followed_once() {
    leader.removeContext("/");
    leader.createContext("/", this::sendOn);

    assertThatCode(reporterTo(standby)::checkpoint).doesNotThrowAnyException();
    assertThat(atTheLeader).isEmpty();
  }

  @Test
  void any_other_answer_changes_nothing() {
    for (var answer : List.of(204, 404, 500, 503)) {
      leadersAnswer = answer;
      assertThatCode(reporterTo(leader)::checkpoint).doesNotThrowAnyException();
    }
    assertThat(atTheLeader).hasSize(4);
  }
}
