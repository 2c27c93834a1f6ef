package dev.videojob.e2e.cluster.teardown;

import dev.videojob.e2e.cluster.ClusterAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What CNI remembers of the pods' networks, in a folder that cannot be chosen: files named {@code
 * NETWORK-SANDBOX-INTERFACE}.
 *
 * @param folder where
 */
record NetworkResults(Path folder) {
  private static final String PODS = ClusterAddresses.POD_NETWORK + "-";
  private static final String LOOPBACK = "cni-loopback-";

  /** Removes those of our pods, also of their loopbacks, which all clusters call the same. */
  void remove() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    var sandboxes =
        files().stream()
            .filter(file -> name(file).startsWith(PODS))
            .map(file -> sandbox(name(file).substring(PODS.length())))
            .collect(Collectors.toSet());
    for (var file : files()) {
      if (isOf(sandboxes, name(file))) {
        Files.delete(file);
      }
    }
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static boolean isOf(Set<String> sandboxes, String name) {
    return name.startsWith(PODS)
        || (name.startsWith(LOOPBACK)
            && sandboxes.contains(sandbox(name.substring(LOOPBACK.length()))));
  }

  private static String sandbox(String rest) {
    return rest.substring(0, rest.lastIndexOf('-'));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
