package dev.videojob.operator.api.rest;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Set;

/**
 * Lets pages of listed origins call the API from a browser. No cookie is ever looked at, so no
 * credentials are allowed. Of other origins nothing is said, and browsers refuse them.
 */
final class Cors implements Filter {
  private static final HeaderName REQUESTED = HeaderNames.ACCESS_CONTROL_REQUEST_METHOD;
  private static final String METHODS = "GET, POST, DELETE";
  private static final String REQUEST_HEADERS =
      "Authorization, Content-Type, Idempotency-Key, Last-Event-ID";
  private static final String ANSWER_HEADERS = "Location, Retry-After";
  private static final String PREFLIGHT_SECONDS = "600";

  private final Set<String> origins;

  Cors(Set<String> origins) {
    this.origins = origins;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    var origin = request.headers().first(HeaderNames.ORIGIN);
    if (origin.isEmpty() || !origins.contains(origin.get())) {
      chain.proceed();
      return;
    }
    response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.get());
    response.header(HeaderNames.VARY, HeaderNames.ORIGIN.defaultCase());
    if (request.prologue().method().equals(Method.OPTIONS)
        && request.headers().contains(REQUESTED)) {
      response
          .header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
          .header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
          .header(HeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
          .status(Status.NO_CONTENT_204)
          .send();
    } else {
      response.header(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
      chain.proceed();
    }
  }
}
