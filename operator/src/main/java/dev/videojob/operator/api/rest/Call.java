package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.crds.admission.ObjectCheck;
import dev.videojob.operator.api.access.Access;
import dev.videojob.operator.api.access.Caller;
import dev.videojob.operator.api.access.Deed;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.Set;

/** One request, of a caller who was let in. */
public final class Call {
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final String NAMESPACE = "namespace";

  private final ServerRequest request;
  private final Caller caller;
  private final Access access;
  private final Served served;
  private final RequestBody body;
  private final Places.Place place;

  Call(
      ServerRequest request,
      Caller caller,
      Access access,
      Served served,
      RequestBody body,
      Places.Place place) {
    this.request = request;
    this.caller = caller;
    this.access = access;
    this.served = served;
    this.body = body;
    this.place = place;
  }

  public Caller caller() {
    return caller;
  }

  /** Refuses the call unless its caller may do that in the namespace. */
  public void demand(String verb, String resource, String namespace) {
    var deed = new Deed(verb, resource, namespace);
    if (!access.may(caller, deed)) {
      throw Problem.of(Problem.Kind.FORBIDDEN, caller.name() + " may not " + deed + ".")
          .asRefusal();
    }
  }

  /** The value of a variable of the path. */
  public String variable(String name) {
    return request.path().pathParameters().get(name);
  }

  /** The value of a parameter of the query; never empty. */
  public Optional<String> parameter(String name) {
    return request.query().first(name).asOptional();
  }

  /** A whole number of the query, or a refusal that names its range. */
  public int number(String name, int least, int most, int byDefault) {
    var value = parameter(name);
    if (value.isEmpty()) {
      return byDefault;
    }
    try {
      var number = Integer.parseInt(value.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the range.
    }
    throw Problem.of(
            Problem.Kind.BAD_REQUEST, name, "must be a whole number from " + least + " to " + most)
        .asRefusal();
  }

  /** The namespace that the query names, or the default. */
  public String namespace() {
    return served.checked(parameter(NAMESPACE).orElse(served.byDefault()));
  }

  /** The namespace that a body names, or the default. */
  public String namespace(ObjectNode sent) {
    return served.checked(sent.path(NAMESPACE).asText(served.byDefault()));
  }

  /** Whether that namespace can be asked for. */
  public boolean serves(String namespace) {
    return served.covers(namespace);
  }

  /** The key under which the caller may send the same request again. */
  public Optional<String> idempotencyKey() {
    var key = request.headers().first(IDEMPOTENCY_KEY);
    if (key.isPresent() && !key.get().matches("[\\x21-\\x7e]{1,255}")) {
      throw Problem.of(
              Problem.Kind.BAD_REQUEST,
              "Idempotency-Key",
              "must be 1 to 255 visible ASCII characters, such as a UUID")
          .asRefusal();
    }
    return key;
  }

  /** The last event that the caller has seen of a stream. */
  public Optional<String> lastEventId() {
    return request.headers().first(LAST_EVENT_ID);
  }

  /** The JSON object that was sent, checked by {@code schema}. */
  public ObjectNode body(JsonNode schema) {
    var sent = place.without(body::object);
    var faults =
        ObjectCheck.faults(sent, schema).stream()
            .map(cause -> new Problem.Fault(cause.field(), cause.message()))
            .toList();
    if (!faults.isEmpty()) {
      throw Problem.about(Problem.Kind.INVALID, faults).asRefusal();
    }
    return sent;
  }

  /**
   * Refuses parameters that the endpoint does not have, and those that are empty or given twice.
   */
  void checkParameters(Set<String> known) {
    for (var name : request.query().names()) {
      if (!known.contains(name)) {
        var others = known.isEmpty() ? "none" : String.join(", ", known.stream().sorted().toList());
        throw Problem.of(
                Problem.Kind.BAD_REQUEST, name, "there is no such parameter; there are: " + others)
            .asRefusal();
      }
      var values = request.query().all(name);
      if (values.size() > 1) {
        throw Problem.of(Problem.Kind.BAD_REQUEST, name, "must be given once").asRefusal();
      }
      if (values.getFirst().isEmpty()) {
        throw Problem.of(Problem.Kind.BAD_REQUEST, name, "is empty; leave it out").asRefusal();
      }
    }
  }
}
