package dev.videojob.e2e.cluster.teardown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The control groups that the kubelet makes for pods, in each of the kernel's hierarchies. */
final class ControlGroups {
  private static final String PODS = "kubepods";

  private final Path mountPoint;

  ControlGroups(Path mountPoint) {
    this.mountPoint = mountPoint;
  }

  /** The topmost groups that are there: one for cgroup v2, one a controller for v1. */
  List<Path> list() {
    try (var controllers = Files.list(mountPoint)) {
      return Stream.concat(Stream.of(mountPoint), controllers)
          .filter(folder -> !Files.isSymbolicLink(folder))
          .map(folder -> folder.resolve(PODS))
          .filter(Files::isDirectory)
          .toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  /** Removes those that no process is in any more. */
  void removeAll() {
    list().forEach(ControlGroups::remove);
  }

  /** A group's files go with it: only folders are removed, the innermost first. */
  private static void remove(Path group) {
    try (var folders = Files.walk(group)) {
      for (var folder :
          folders.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException _) {
      return; // A process is still in it: the list says so afterwards.
    }
  }
}
