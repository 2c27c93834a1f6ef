package dev.videojob.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A mock API server that refuses a status of an older version, as real ones do; fabric8's own takes
 * any.
 */
final class StrictServer extends KubernetesMixedDispatcher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATUS = "/status";

  private StrictServer(Map<ServerRequest, Queue<ServerResponse>> responses) {
    super(responses);
  }

  static KubernetesMockServer start() {
    var responses = new ConcurrentHashMap<ServerRequest, Queue<ServerResponse>>();
    var server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), responses, new StrictServer(responses), false);
    server.init();
    return server;
  }

  @Override
  public synchronized MockResponse dispatch(RecordedRequest request) {
    if (request.method() != HttpMethod.PUT || !request.getPath().endsWith(STATUS)) {
      return super.dispatch(request);
    }
    var body = request.getUtf8Body();
    var wanted = version(body);
    var path = request.getPath().substring(0, request.getPath().length() - STATUS.length());
    var live = super.dispatch(with(request, HttpMethod.GET, path, ""));
    if (live.code() == 200 && !wanted.isEmpty()) {
      if (!version(live.getBody().readUtf8()).equals(wanted)) {
        return conflict();
      }
    }
    return super.dispatch(with(request, HttpMethod.PUT, request.getPath(), body));
  }

  private static RecordedRequest with(
      RecordedRequest request, HttpMethod method, String path, String body) {
    return new RecordedRequest(
        "HTTP/1.1",
        method,
        path,
        request.getHeaders(),
        new Buffer(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String version(String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      return tree.at("/metadata/resourceVersion").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static MockResponse conflict() {
    var status =
        new StatusBuilder()
            .withCode(409)
            .withReason("Conflict")
            .withMessage("the object has been modified")
            .build();
    return new MockResponse().setResponseCode(409).setBody(Serialization.asJson(status));
  }
}
