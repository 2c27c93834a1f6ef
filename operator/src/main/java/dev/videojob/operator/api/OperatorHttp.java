package dev.videojob.operator.api;

import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.resources.ProgressPath;
import dev.videojob.operator.slots.JobKey;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The operator's HTTP server. */
public final class OperatorHttp implements AutoCloseable {
  private static final int MAX_REPORT_BYTES = 16 * 1024;

  /**
   * A body that is too large is read to its end, up to here: a client that still writes when its
   * connection is closed does not see the answer.
   */
  private static final int MAX_BODY_BYTES = 1024 * 1024;

  /** In the query of a redirected report: it is not redirected again. */
  private static final String REDIRECTED = "redirected";

  /** About as long as an election takes after a leader left. */
  private static final String RETRY_AFTER_SECONDS = "2";

  private final WebServer server;

  private OperatorHttp(WebServer server) {
    this.server = server;
  }

  /** Starts listening. */
  public static OperatorHttp start(
      OperatorConfig.Http where,
      Health health,
      LeaderFinder leader,
      ProgressInbox inbox,
      PrometheusMeterRegistry metrics) {
    var server =
        WebServer.builder()
            .host(where.host())
            .port(where.port())
            .shutdownHook(false)
            .maxPayloadSize(MAX_BODY_BYTES)
            .routing(routing -> route(routing, health, leader, inbox, metrics))
            .build()
            .start();
    return new OperatorHttp(server);
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  private static void route(
      HttpRouting.Builder routing,
      Health health,
      LeaderFinder leader,
      ProgressInbox inbox,
      PrometheusMeterRegistry metrics) {
    routing
        .get("/livez", (request, response) -> answer(response, health::deadly))
        .get("/readyz", (request, response) -> answer(response, health::unready))
        .get(
            "/metrics",
            (request, response) ->
                response
                    .header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .send(metrics.scrape()))
        .post(
            ProgressPath.PREFIX + "/{namespace}/{name}/{uid}",
            (request, response) -> progress(request, response, leader, inbox));
  }

  private static void answer(ServerResponse response, Supplier<List<String>> faults) {
    var found = faults.get();
    if (found.isEmpty()) {
      response.send("ok\n");
    } else {
      response.status(Status.SERVICE_UNAVAILABLE_503).send(String.join("\n", found) + "\n");
    }
  }

  private static void progress(
      ServerRequest request, ServerResponse response, LeaderFinder leader, ProgressInbox inbox) {
    switch (leader.leader()) {
      case LeaderFinder.Place.Here _ -> take(request, response, inbox);
      case LeaderFinder.Place.There there when !request.query().contains(REDIRECTED) ->
          response
              .status(Status.TEMPORARY_REDIRECT_307)
              .header(
                  HeaderNames.LOCATION,
                  there.address() + request.path().rawPath() + "?" + REDIRECTED)
              .send();
      case LeaderFinder.Place.There _, LeaderFinder.Place.Unknown _ ->
          response
              .status(Status.SERVICE_UNAVAILABLE_503)
              .header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS)
              .send();
    }
  }

  private static void take(ServerRequest request, ServerResponse response, ProgressInbox inbox) {
    var report = report(request);
    if (report.isEmpty()) {
      response.status(Status.REQUEST_ENTITY_TOO_LARGE_413).send();
      return;
    }
    var path = request.path().pathParameters();
    var job = new JobKey(path.get("namespace"), path.get("name"));
    response
        .status(
            switch (inbox.take(job, path.get("uid"), report.get())) {
              case ACCEPTED -> Status.NO_CONTENT_204;
              case GONE -> Status.GONE_410;
              case NOT_UNDERSTOOD -> Status.BAD_REQUEST_400;
              case UNKNOWN -> Status.NOT_FOUND_404;
            })
        .send();
  }

  /** What was sent, read to its end; empty where it is larger than any report. */
  private static Optional<String> report(ServerRequest request) {
    try (var body = request.content().inputStream()) {
      var report = body.readNBytes(MAX_REPORT_BYTES);
      var more = body.transferTo(OutputStream.nullOutputStream());
      return more == 0 ? Optional.of(new String(report, StandardCharsets.UTF_8)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("a report could not be read", e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
