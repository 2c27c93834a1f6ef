package dev.videojob.local.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Where an object is.
 *
 * @param type its type
 * @param namespace its namespace, or null where the type has none
 * @param name its name
 */
record ObjectKey(ResourceType type, @Nullable String namespace, String name) {
  /** The object's place among others of its type; objects of one namespace are neighbours. */
  String sortKey() {
    return namespace == null ? name : namespace + "/" + name;
  }
}
