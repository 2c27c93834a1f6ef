package dev.videojob.operator.intake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stands in front of an SQS server: lets calls through, or answers them as the test says. */
public final class SqsGate implements AutoCloseable {
  private static final List<String> PASSED_ON =
      List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date");

  private final HttpServer server;
  private final String behind;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private record Answer(int status, @Nullable String code, String body) {}

  /**
   * A gate that lets everything through.
   *
   * @param behind address of the server behind it
   */
  public SqsGate(String behind) {
    this.behind = behind;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it answers. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Every call is refused from now on. */
  public void refuses(int status, String code, String message) {
    answer.set(
        new Answer(
            status,
            code,
            "{\"__type\":\"com.amazonaws.sqs#%s\",\"message\":\"%s\"}".formatted(code, message)));
  }

  /** Every call is answered so from now on. */
  public void answers(String body) {
    answer.set(new Answer(200, null, body));
  }

  /** Everything is let through from now on. */
  public void recovers() {
    answer.set(null);
  }

  /** The names of the calls so far. */
  public List<String> asked() {
    return asked;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      asked.add(target.substring(target.indexOf('.') + 1));
      Answer said = answer.get();
      if (said == null) {
        passOn(exchange, body);
        return;
      }
      if (said.code() != null) {
        exchange.getResponseHeaders().add("x-amzn-query-error", said.code() + ";Sender");
      }
      reply(exchange, said.status(), said.body().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void passOn(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String header : PASSED_ON) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      response
          .headers()
          .firstValue("x-amzn-query-error")
          .ifPresent(error -> exchange.getResponseHeaders().add("x-amzn-query-error", error));
      reply(exchange, response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
