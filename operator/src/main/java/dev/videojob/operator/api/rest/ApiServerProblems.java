package dev.videojob.operator.api.rest;

import dev.videojob.operator.client.ApiServerWords;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a caller is told where the API server refused. */
public final class ApiServerProblems {
  private static final Duration SOON = Duration.ofSeconds(2);

  private ApiServerProblems() {}

  /** The problem of a call that the API server did not do, or did not answer. */
  public static Problem of(KubernetesClientException failure) {
    var said = ApiServerWords.of(failure);
    return switch (failure.getCode()) {
      case 400 -> Problem.of(Problem.Kind.BAD_REQUEST, said);
      case 403 -> Problem.of(Problem.Kind.FORBIDDEN, "The cluster does not allow it: " + said);
      case 404 -> Problem.of(Problem.Kind.NOT_FOUND, said);
      case 409 -> Problem.of(Problem.Kind.CONFLICT, said);
      case 410 ->
          Problem.of(Problem.Kind.GONE, "Leave the parameter cursor out and start anew: " + said);
      case 413 -> Problem.of(Problem.Kind.TOO_LARGE, said);
      case 422 -> invalid(failure, said);
      default ->
          Problem.passing(
              Problem.Kind.UNAVAILABLE, "The API server cannot do it now: " + said, SOON);
    };
  }

  private static Problem invalid(KubernetesClientException failure, String said) {
    var faults = causes(failure).map(ApiServerProblems::fault).toList();
    return faults.isEmpty()
        ? Problem.of(Problem.Kind.INVALID, said)
        : Problem.about(Problem.Kind.INVALID, faults);
  }

  private static Stream<StatusCause> causes(KubernetesClientException failure) {
    return Optional.ofNullable(failure.getStatus())
        .flatMap(status -> Optional.ofNullable(status.getDetails()))
        .map(details -> Objects.requireNonNullElse(details.getCauses(), List.<StatusCause>of()))
        .stream()
        .flatMap(List::stream);
  }

  /** In the words of requests, which have no {@code spec} and call the queue {@code queue}. */
  private static Problem.Fault fault(StatusCause cause) {
    var field = Objects.requireNonNullElse(cause.getField(), "");
    var ours = field.startsWith("spec.") ? field.substring("spec.".length()) : field;
    return new Problem.Fault(
        ours.equals("queueRef") ? "queue" : ours,
        Objects.requireNonNullElse(cause.getMessage(), "is wrong"));
  }
}
