package dev.videojob.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {
  private static final byte[] CONTENT = "0123456789".repeat(100).getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temp = Path.of(".");
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private HttpServer server = createServer();

  @BeforeEach
  void start() {
    server = createServer();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isReadWithRangesOrWithout(boolean offersRanges) throws IOException {
    server.createContext("/video.mp4", exchange -> serve(exchange, offersRanges));
    HttpSource source = HttpSource.parse(address("/video.mp4"));
    Path file = temp.resolve("got");
    Download.Settings settings = new Download.Settings(300, 2, 2, Duration.ofMillis(1));
    new Download(source, source.facts(), settings, _ -> {}).to(file, 5000);
    assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
    assertThat(ranges).hasSize(offersRanges ? 4 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "404, SOURCE_GONE",
    "410, SOURCE_GONE",
    "403, BAD_CONFIGURATION",
    "503, THROTTLED",
    "500, IO_ERROR"
  })
  void answersHaveAMeaning(int status, ExitCode meaning) {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    HttpSource source = HttpSource.parse(address("/x"));
    WorkerFailure failure = catchThrowableOfType(WorkerFailure.class, source::facts);
    assertThat(failure.exitCode()).isEqualTo(meaning);
  }

  @Test
  void otherSchemesAreRefused() {
    for (String address :
        List.of("file:///etc/passwd", "ftp://host/x", "video.mp4", "https:", "a b")) {
      WorkerFailure failure =
          catchThrowableOfType(WorkerFailure.class, () -> HttpSource.parse(address));
      assertThat(failure.exitCode()).as(address).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }
  }

  private void serve(HttpExchange exchange, boolean offersRanges) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (offersRanges) {
      exchange.getResponseHeaders().add("Accept-Ranges", "bytes");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", "" + CONTENT.length);
      exchange.sendResponseHeaders(200, -1);
    } else if (range == null) {
      send(exchange, 200, 0, CONTENT.length);
    } else {
      ranges.add(range);
      List<String> bounds = List.of(range.substring("bytes=".length()).split("-", 2));
      int from = Integer.parseInt(bounds.get(0));
      send(exchange, 206, from, Integer.parseInt(bounds.get(1)) + 1 - from);
    }
    exchange.close();
  }

  private static void send(HttpExchange exchange, int status, int from, int length)
      throws IOException {
    exchange.sendResponseHeaders(status, length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(CONTENT, from, length);
    }
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static HttpServer createServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
