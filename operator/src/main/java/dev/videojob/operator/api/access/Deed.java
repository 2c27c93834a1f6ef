package dev.videojob.operator.api.access;

/**
 * What a caller wants to do, in the words of the cluster's RBAC.
 *
 * @param verb such as {@code create}
 * @param resource such as {@code videojobs}, of the group {@code videojob.dev}
 */
public record Deed(String verb, String resource, String namespace) {
  @Override
  public String toString() {
    return verb + " " + resource + " in the namespace " + namespace;
  }
}
