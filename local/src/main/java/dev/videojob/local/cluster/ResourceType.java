package dev.videojob.local.cluster;

/**
 * A kind of object that the API server stores.
 *
 * @param group the API group, empty for the core group
 * @param version the one version served
 * @param plural the name in URLs
 * @param kind the name in objects
 * @param namespaced whether objects live in a namespace
 * @param status whether the status is a subresource, written apart from the rest
 * @param generation whether {@code metadata.generation} counts changes of the desired state
 */
public record ResourceType(
    String group,
    String version,
    String plural,
    String kind,
    boolean namespaced,
    boolean status,
    boolean generation) {

  /**
   * A namespaced custom resource with a status subresource.
   *
   * @param group its API group
   * @param version its version
   * @param plural its name in URLs
   * @param kind its name in objects
   * @return the type
   */
  public static ResourceType custom(String group, String version, String plural, String kind) {
    return new ResourceType(group, version, plural, kind, true, true, true);
  }

  /** A namespaced built-in that is plain data, such as a Secret. */
  static ResourceType data(String group, String version, String plural, String kind) {
    return new ResourceType(group, version, plural, kind, true, false, false);
  }

  /** The group and version as objects name them. */
  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The plural with its group, as error messages name it. */
  String qualifiedPlural() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
