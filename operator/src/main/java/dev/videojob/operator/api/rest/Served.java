package dev.videojob.operator.api.rest;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The namespaces that can be asked for.
 *
 * @param byDefault of requests that name none
 * @param watched by the operator; empty means all
 */
public record Served(String byDefault, Set<String> watched) {
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public Served {
    watched = Set.copyOf(watched);
  }

  /** Whether the operator works there. */
  public boolean covers(String namespace) {
    return NAMESPACE.matcher(namespace).matches()
        && (watched.isEmpty() || watched.contains(namespace));
  }

  /** That namespace, if it can be asked for; else a refusal. */
  String checked(String namespace) {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw Problem.of(
              Problem.Kind.INVALID,
              "namespace",
              "must be the name of a namespace: lower-case letters, digits and '-', such as video")
          .asRefusal();
    }
    if (!covers(namespace)) {
      throw Problem.of(
              Problem.Kind.INVALID,
              "namespace",
              "is not watched by this operator, which watches " + String.join(", ", watched))
          .asRefusal();
    }
    return namespace;
  }
}
