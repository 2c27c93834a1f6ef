package dev.videojob.operator.api.rest;

import dev.videojob.operator.resources.ObjectName;
import java.util.Set;

/**
 * The namespaces that can be asked for.
 *
 * @param byDefault of requests that name none
 * @param watched by the operator; empty means all
 */
public record Served(String byDefault, Set<String> watched) {
  public Served {
    watched = Set.copyOf(watched);
  }

  /** Whether the operator works there. */
  public boolean covers(String namespace) {
    return ObjectName.possibleNamespace(namespace)
        && (watched.isEmpty() || watched.contains(namespace));
  }

  /** That namespace, if it can be asked for; else a refusal. */
  String checked(String namespace) {
    if (!ObjectName.possibleNamespace(namespace)) {
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
