package dev.videojob.operator.api.rest;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.operator.api.access.Access;
import dev.videojob.operator.api.access.Caller;
import dev.videojob.operator.api.access.CallerRates;
import dev.videojob.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves endpoints: lets callers in, bounds what they take, and says every refusal as a problem.
 */
public final class RestServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
  private static final HeaderName NO_SNIFFING = HeaderNames.create("X-Content-Type-Options");
  private static final String BEARER = "bearer ";

  /** A body that is too large is read to its end, up to here. */
  private static final long MAX_READ_BYTES = 4L * 1024 * 1024;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final OperatorConfig.Api config;
  private final Access access;
  private final Served served;
  private final ObjectMapper json;
  private final CallerRates rates;
  private final Patience patience;
  private final Places places;
  private final Semaphore streams;
  private final WriteLimit writes;
  private final WebServer server;

  private RestServer(
      OperatorConfig.Api config,
      Access access,
      Served served,
      List<Endpoint> endpoints,
      Patience patience,
      ObjectMapper json) {
    this.config = config;
    this.patience = patience;
    this.access = access;
    this.served = served;
    this.json = json;
    this.rates = new CallerRates(config.bounds().requestsPerSecond());
    this.places = new Places(config.bounds().concurrent());
    this.streams = new Semaphore(config.bounds().streams());
    this.writes = new WriteLimit(patience.write());
    this.server =
        WebServer.builder()
            .host(config.where().host())
            .port(config.where().port())
            .shutdownHook(false)
            .maxPayloadSize(MAX_READ_BYTES)
            .connectionOptions(options -> options.readTimeout(patience.idle()))
            .idleConnectionTimeout(patience.idle())
            .directHandlers(this::beforeRouting)
            .routing(routing -> route(routing, endpoints))
            .build()
            .start();
  }

  /** Starts listening. */
  public static RestServer start(
      OperatorConfig.Api config,
      Access access,
      Served served,
      List<Endpoint> endpoints,
      ObjectMapper json) {
    return start(config, access, served, endpoints, Patience.DEFAULT, json);
  }

  static RestServer start(
      OperatorConfig.Api config,
      Access access,
      Served served,
      List<Endpoint> endpoints,
      Patience patience,
      ObjectMapper json) {
    return new RestServer(config, access, served, endpoints, patience, json);
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  private void route(HttpRouting.Builder routing, List<Endpoint> endpoints) {
    routing.addFilter(new Cors(config.corsOrigins()));
    endpoints.stream().collect(groupingBy(Endpoint::path)).values().stream()
        .forEach(same -> route(routing, same.getFirst().path(), same));
    routing.any(
        (request, response) ->
            refuse(
                response,
                body(request),
                Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "There is nothing here. /openapi.json says what there is.")));
  }

  private void route(HttpRouting.Builder routing, String path, Collection<Endpoint> endpoints) {
    for (var endpoint : endpoints) {
      routing.route(
          endpoint.method(), path, (request, response) -> serve(endpoint, request, response));
    }
    var allowed =
        endpoints.stream().map(endpoint -> endpoint.method().text()).collect(joining(", "));
    routing.any(
        path,
        (request, response) -> {
          response.header(HeaderNames.ALLOW, allowed);
          refuse(
              response,
              body(request),
              Problem.of(
                  Problem.Kind.METHOD_NOT_ALLOWED, "What can be done here: " + allowed + "."));
        });
  }

  private RequestBody body(ServerRequest request) {
    return new RequestBody(request, config.bounds().bodyBytes(), patience.body());
  }

  private void serve(Endpoint endpoint, ServerRequest request, ServerResponse response) {
    var body = body(request);
    try {
      send(response, answer(endpoint, request, body));
    } catch (Refusal e) {
      refuse(response, body, e.problem());
    } catch (Access.Unknowable e) {
      refuse(
          response,
          body,
          Problem.passing(Problem.Kind.UNAVAILABLE, String.valueOf(e.getMessage()), SOON));
    } catch (KubernetesClientException e) {
      refuse(response, body, ApiServerProblems.of(e));
    } catch (RequestBody.Left e) {
      throw new CloseConnectionException("a caller left while sending", e);
    } catch (RuntimeException e) {
      refuse(response, body, failed(endpoint, e));
    }
  }

  private Answer answer(Endpoint endpoint, ServerRequest request, RequestBody body) {
    try (var place = places.take()) {
      var caller = endpoint.open() ? Caller.ANYBODY : caller(request);
      rates
          .wait(caller)
          .ifPresent(
              wait -> {
                throw Problem.passing(
                        Problem.Kind.TOO_MANY,
                        "%s may ask %d times a second."
                            .formatted(caller.name(), config.bounds().requestsPerSecond()),
                        wait)
                    .asRefusal();
              });
      var call = new Call(request, caller, access, served, body, place);
      call.checkParameters(endpoint.parameters());
      return endpoint.handler().answer(call);
    }
  }

  private Caller caller(ServerRequest request) {
    var header = request.headers().first(HeaderNames.AUTHORIZATION);
    return access
        .caller(header.flatMap(RestServer::token).orElse(null))
        .orElseThrow(
            () ->
                Problem.of(
                        Problem.Kind.UNAUTHENTICATED,
                        header.isEmpty()
                            ? "Send the header Authorization: Bearer TOKEN."
                            : "The token is not known, or has expired.")
                    .asRefusal());
  }

  private static Optional<String> token(String header) {
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(header.substring(BEARER.length()).strip()).filter(token -> !token.isEmpty())
        : Optional.empty();
  }

  private static Problem failed(Endpoint endpoint, RuntimeException failure) {
    var id = UUID.randomUUID().toString();
    LOG.error("{} {} failed ({})", endpoint.method().text(), endpoint.path(), id, failure);
    return Problem.of(
        Problem.Kind.INTERNAL, "The server failed; its log says why, under " + id + ".");
  }

  private void send(ServerResponse response, Answer answer) {
    response.header(HeaderNames.CACHE_CONTROL, "no-store").header(NO_SNIFFING, "nosniff");
    switch (answer) {
      case Answer.Document document -> send(response, document);
      case Answer.Nothing _ -> response.status(Status.NO_CONTENT_204).send();
      case Answer.Events events -> stream(response, events.source());
    }
  }

  private void send(ServerResponse response, Answer.Document document) {
    if (document.location() != null) {
      response.header(HeaderNames.LOCATION, document.location());
    }
    var body = document.body().toString().getBytes(StandardCharsets.UTF_8);
    response.status(document.status()).header(HeaderNames.CONTENT_TYPE, "application/json");
    writes.within(() -> response.send(body));
  }

  private void stream(ServerResponse response, Answer.Source source) {
    if (!streams.tryAcquire()) {
      throw Problem.passing(
              Problem.Kind.UNAVAILABLE,
              "This replica serves %d streams already, as many as it may."
                  .formatted(config.bounds().streams()),
              SOON)
          .asRefusal();
    }
    try (var sink = new EventSink(response.sink(SseSink.TYPE), writes)) {
      source.writeTo(sink);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (EventSink.Left e) {
      LOG.debug("a caller left a stream", e);
    } finally {
      streams.release();
    }
  }

  private void refuse(ServerResponse response, RequestBody body, Problem problem) {
    var whole = body.drain();
    if (!whole) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (problem.kind() == Problem.Kind.UNAUTHENTICATED) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    var wait = problem.retryAfter();
    if (wait != null) {
      response.header(HeaderNames.RETRY_AFTER, seconds(wait));
    }
    response
        .status(problem.kind().status())
        .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .header(NO_SNIFFING, "nosniff")
        .send(problem.body(json).toString().getBytes(StandardCharsets.UTF_8));
    if (!whole) {
      // Else what still comes of the body would be read as the next request.
      throw new CloseConnectionException("the rest of a body is not waited for");
    }
  }

  private static String seconds(Duration wait) {
    return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
  }

  /** What is refused before it is known what it asks for. */
  private void beforeRouting(DirectHandlers.Builder handlers) {
    for (var event : DirectHandler.EventType.values()) {
      handlers.addHandler(
          event, (request, type, status, headers, message) -> direct(status, headers, message));
    }
  }

  private DirectHandler.TransportResponse direct(
      Status status, io.helidon.http.ServerResponseHeaders headers, @Nullable String message) {
    var problem =
        status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()
            ? RequestBody.tooLarge(config.bounds().bodyBytes())
            : Problem.of(
                Problem.Kind.BAD_REQUEST, message == null ? status.reasonPhrase() : message);
    var document = problem.body(json).put("status", status.code());
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .entity(document.toString().getBytes(StandardCharsets.UTF_8))
        .build();
  }

  @Override
  public void close() {
    server.stop();
    writes.close();
  }
}
