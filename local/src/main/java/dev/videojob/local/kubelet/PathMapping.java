package dev.videojob.local.kubelet;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** From the paths that a container would see to where those files are on this machine. */
final class PathMapping {
  private final Map<String, Path> byContainerPath =
      new TreeMap<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(String::compareTo));

  void add(String containerPath, Path hostPath) {
    byContainerPath.put(withoutTrailingSlash(containerPath), hostPath);
  }

  /**
   * A value with the container's path replaced, if it is one or begins with one, also behind the
   * first {@code =} as in {@code --out=/work}; any other value as it is.
   */
  String rewrite(String value) {
    String direct = rewriteStart(value);
    int equals = value.indexOf('=');
    if (!direct.equals(value) || equals < 0) {
      return direct;
    }
    return value.substring(0, equals + 1) + rewriteStart(value.substring(equals + 1));
  }

  private String rewriteStart(String value) {
    for (Map.Entry<String, Path> entry : byContainerPath.entrySet()) {
      String prefix = entry.getKey();
      if (value.equals(prefix) || value.startsWith(prefix + "/")) {
        return entry.getValue() + value.substring(prefix.length());
      }
    }
    return value;
  }

  private static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
