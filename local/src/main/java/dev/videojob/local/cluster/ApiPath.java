package dev.videojob.local.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a URL names.
 *
 * @param type the type
 * @param namespace the namespace, or null for all or none
 * @param name the object, or null for the collection
 * @param subresource its part, such as {@code status}, or null for the whole
 */
record ApiPath(
    ResourceType type,
    @Nullable String namespace,
    @Nullable String name,
    @Nullable String subresource) {

  /**
   * Reads the path of a resource.
   *
   * @throws ApiError 404 if it names nothing that is served
   */
  static ApiPath parse(String path, ResourceTypes types) {
    Deque<String> segments = new ArrayDeque<>();
    Arrays.stream(path.split("/", -1))
        .filter(segment -> !segment.isEmpty())
        .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
        .forEach(segments::add);
    String root = take(segments, path);
    String group = "api".equals(root) ? "" : take(segments, path);
    String version = take(segments, path);
    String namespace = null;
    if ("namespaces".equals(segments.peek()) && segments.size() > 2) {
      segments.poll();
      namespace = take(segments, path);
    }
    String plural = take(segments, path);
    ResourceType type =
        types.find(group, version, plural).orElseThrow(() -> ApiError.noSuchPath(path));
    return new ApiPath(type, namespace, segments.poll(), segments.poll());
  }

  private static String take(Deque<String> segments, String path) {
    String segment = segments.poll();
    if (segment == null) {
      throw ApiError.noSuchPath(path);
    }
    return segment;
  }

  /** The object named, in the form of the store. */
  ObjectKey key() {
    if (name == null) {
      throw ApiError.badRequest("the path names no object");
    }
    return keyOf(name);
  }

  ObjectKey keyOf(String objectName) {
    if (type.namespaced() && namespace == null) {
      throw ApiError.badRequest("a " + type.kind() + " needs a namespace");
    }
    return new ObjectKey(type, type.namespaced() ? namespace : null, objectName);
  }
}
