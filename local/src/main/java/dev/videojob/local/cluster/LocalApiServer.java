package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kubernetes API server on this machine: plain HTTP on the loopback address, objects in memory,
 * no authentication.
 *
 * <p>It serves create, get, list, watch (over WebSocket and over a hanging GET), update, patch and
 * delete for our custom resources, what CustomResourceDefinitions define, and the built-in types
 * that an operator of Jobs uses. As on the real server: the status is written apart from the rest,
 * a stale resource version is a 409 in updates and in patches that carry one, generations count
 * changes of the desired state, finalizers hold deletions, owners' dependents are collected, Jobs
 * and Pods get their defaults, and our kinds are validated and defaulted by their CRDs, CEL rules
 * included.
 *
 * <p>Not as on the real server: namespaces need not exist, strategic merge and server-side apply
 * are merge patches (see {@code Patches}), lists have no server-side columns, and nobody is
 * refused.
 */
public final class LocalApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalApiServer.class);
  private static final String HOST = "127.0.0.1";
  private static final int MAX_BODY_BYTES = 3 << 20;

  private final Vertx vertx;
  private final ObjectStore store = new ObjectStore();
  private final ResourceTypes types = new ResourceTypes();
  private volatile PodLogs podLogs = uid -> "";
  private final ApiCalls calls = new ApiCalls(store, types, uid -> podLogs.read(uid));
  private final LocalGarbageCollector collector = new LocalGarbageCollector(store);
  private @Nullable URI endpoint;

  private LocalApiServer() {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
  }

  /**
   * Starts the server.
   *
   * @param port the port to listen on, 0 for a free one
   * @return the running server
   * @throws IllegalStateException if the port is taken
   */
  public static LocalApiServer start(int port) {
    LocalApiServer server = new LocalApiServer();
    server.listen(port);
    server.collector.start();
    return server;
  }

  private void listen(int port) {
    HttpServer http =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(HOST)
                    .setPort(port)
                    .setHttp2ClearTextEnabled(false)
                    .setMaxWebSocketFrameSize(1 << 20)
                    .setMaxWebSocketMessageSize(64 << 20)
                    .setCompressionSupported(false))
            .requestHandler(this::handle);
    int bound = await(http.listen(), "the local API server did not start").actualPort();
    endpoint = URI.create("http://" + HOST + ":" + bound);
  }

  private static <T> T await(Future<T> future, String otherwise) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(otherwise, e);
    } catch (Exception e) {
      throw new IllegalStateException(otherwise + ": " + e.getMessage(), e);
    }
  }

  /**
   * Where a Kubernetes client is to be pointed.
   *
   * @return the URI of the server, without a path
   */
  public URI endpoint() {
    if (endpoint == null) {
      throw new IllegalStateException("the local API server has not started");
    }
    return endpoint;
  }

  /**
   * Serves {@code pods/log} from there; until it is called, logs are empty.
   *
   * @param source what reads a pod's output
   */
  public void readLogsFrom(PodLogs source) {
    podLogs = source;
  }

  private void handle(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET) && isWatch(request)) {
      watch(request);
      return;
    }
    request.body().onComplete(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, AsyncResult<Buffer> body) {
    if (body.failed()) {
      request.connection().close();
      return;
    }
    if (body.result().length() > MAX_BODY_BYTES) {
      respond(request, tooLarge(body.result().length()));
      return;
    }
    respond(request, calls.answer(apiRequest(request, body.result().toString())));
  }

  private static ApiResponse tooLarge(int length) {
    ApiError error = ApiError.badRequest("the body of " + length + " bytes is over 3 MiB");
    return ApiResponse.of(error.code(), error.toStatus());
  }

  private static void respond(HttpServerRequest request, ApiResponse answer) {
    request
        .response()
        .setStatusCode(answer.code())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .end(answer.body());
  }

  private static ApiRequest apiRequest(HttpServerRequest request, String body) {
    String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return new ApiRequest(
        request.method().name(),
        request.path(),
        request::getParam,
        contentType == null ? "application/json" : mediaType(contentType),
        body);
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.trim().toLowerCase(Locale.ROOT);
  }

  private static boolean isWatch(HttpServerRequest request) {
    String watch = request.getParam("watch");
    return "true".equals(watch) || "1".equals(watch);
  }

  private void watch(HttpServerRequest request) {
    ApiRequest call = apiRequest(request, "");
    ApiPath path;
    try {
      path = ApiPath.parse(call.path(), types);
      call.selector();
    } catch (ApiError e) {
      respond(request, ApiResponse.of(e.code(), e.toStatus()));
      return;
    }
    if ("websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      request.toWebSocket().onSuccess(socket -> watchOver(socket, call, path));
    } else {
      watchOver(request.response(), call, path);
    }
  }

  private void watchOver(ServerWebSocket socket, ApiRequest call, ApiPath path) {
    Context context = vertx.getOrCreateContext();
    WatchStream stream =
        new WatchStream(
            context,
            event -> {
              if (!socket.isClosed()) {
                socket.writeTextMessage(event);
              }
            },
            path.namespace(),
            watchSelector(call, path));
    AutoCloseable subscription = subscribe(stream, call, path);
    socket.closeHandler(ignored -> close(subscription));
    socket.exceptionHandler(ignored -> close(subscription));
    closeLater(call, () -> socket.close());
  }

  private void watchOver(HttpServerResponse response, ApiRequest call, ApiPath path) {
    response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    WatchStream stream =
        new WatchStream(
            vertx.getOrCreateContext(),
            event -> {
              if (!response.closed() && !response.ended()) {
                response.write(event);
              }
            },
            path.namespace(),
            watchSelector(call, path));
    response.writeHead();
    AutoCloseable subscription = subscribe(stream, call, path);
    response.closeHandler(ignored -> close(subscription));
    response.exceptionHandler(ignored -> close(subscription));
    closeLater(
        call,
        () -> {
          close(subscription);
          if (!response.ended()) {
            response.end();
          }
        });
  }

  private static Predicate<JsonNode> watchSelector(ApiRequest call, ApiPath path) {
    String name = path.name();
    return name == null
        ? call.selector()
        : call.selector().and(object -> name.equals(object.at("/metadata/name").asText()));
  }

  private AutoCloseable subscribe(WatchStream stream, ApiRequest call, ApiPath path) {
    try {
      long after = call.number("resourceVersion");
      return after == 0
          ? store.watchFromNow(path.type(), stream::accept)
          : store.watch(path.type(), after, stream::accept);
    } catch (ApiError e) {
      stream.fail(e);
      return () -> {};
    }
  }

  private void closeLater(ApiRequest call, Runnable close) {
    long seconds = call.number("timeoutSeconds");
    if (seconds > 0) {
      vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), ignored -> close.run());
    }
  }

  private static void close(AutoCloseable subscription) {
    try {
      subscription.close();
    } catch (Exception e) {
      LOG.debug("a watch did not end cleanly", e);
    }
  }

  @Override
  public void close() {
    collector.close();
    await(vertx.close(), "the local API server did not stop");
  }
}
