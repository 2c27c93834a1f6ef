package dev.videojob.operator.api.rest;

import io.helidon.http.Method;
import java.util.Set;

/**
 * One thing that callers can ask for.
 *
 * @param path with its variables in braces
 * @param parameters of the query; others are refused
 * @param open whether it is answered to anybody, without a token
 */
public record Endpoint(
    Method method, String path, Set<String> parameters, boolean open, Handler handler) {

  public Endpoint {
    parameters = Set.copyOf(parameters);
  }

  /** An endpoint for those who are let in. */
  public static Endpoint of(Method method, String path, Set<String> parameters, Handler handler) {
    return new Endpoint(method, path, parameters, false, handler);
  }

  /** Answers a call, or throws a {@link Refusal}. Checks itself what the caller may do. */
  @FunctionalInterface
  public interface Handler {
    Answer answer(Call call);
  }
}
