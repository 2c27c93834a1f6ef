package dev.videojob.local.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * The wire between clients and an SQS server: passes everything on and keeps a record of it, for
 * those who have to know what was asked and answered. SQS itself tells nobody.
 */
public final class SqsWire implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ASKED_WITH =
      List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date");
  private static final List<String> ANSWERED_WITH =
      List.of("Content-Type", "x-amzn-query-error", "x-amzn-RequestId");

  static {
    // Otherwise the body of an answer waits for the client's word about its head, for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final URI server;
  private final HttpServer wire;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

  /**
   * One call and its answer, in SQS's own JSON.
   *
   * @param action its name, such as {@code ReceiveMessage}
   * @param askedAt when it had come in
   * @param answeredAt when the server had answered
   * @param status of HTTP
   */
  public record Call(
      String action,
      Instant askedAt,
      Instant answeredAt,
      JsonNode request,
      int status,
      JsonNode answer) {
    /** Whether it is about this queue. */
    public boolean concerns(String queueUrl) {
      return queueUrl.equals(request.path("QueueUrl").textValue());
    }
  }

  private SqsWire(URI server) {
    this.server = server;
    try {
      this.wire = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free on the loopback address", e);
    }
    wire.setExecutor(threads);
    wire.createContext("/", this::pass);
    wire.start();
  }

  /**
   * A wire on the loopback address.
   *
   * @param server where the SQS server answers
   */
  public static SqsWire to(URI server) {
    return new SqsWire(server);
  }

  /** The address that clients are to be given in place of the server's. */
  public URI endpoint() {
    return URI.create(
        "http://" + wire.getAddress().getHostString() + ":" + wire.getAddress().getPort());
  }

  /** What has been answered so far, in the order of the answers. */
  public Stream<Call> calls() {
    return calls.stream();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      var asked = exchange.getRequestBody().readAllBytes();
      var askedAt = Instant.now();
      var answer = client.send(request(exchange, asked), BodyHandlers.ofByteArray());
      calls.add(
          new Call(
              action(exchange),
              askedAt,
              Instant.now(),
              JSON.readTree(asked),
              answer.statusCode(),
              JSON.readTree(answer.body())));
      reply(exchange, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String action(HttpExchange exchange) {
    var target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
    return target.substring(target.indexOf('.') + 1);
  }

  private HttpRequest request(HttpExchange exchange, byte[] asked) {
    var request =
        HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
            .POST(BodyPublishers.ofByteArray(asked));
    for (var name : ASKED_WITH) {
      var value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return request.build();
  }

  private static void reply(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
    for (var name : ANSWERED_WITH) {
      answer
          .headers()
          .firstValue(name)
          .ifPresent(value -> exchange.getResponseHeaders().add(name, value));
    }
    exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }

  /** Ends all that is still under way. */
  @Override
  public void close() {
    wire.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
