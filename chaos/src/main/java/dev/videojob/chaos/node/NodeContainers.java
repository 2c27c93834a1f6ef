package dev.videojob.chaos.node;

import dev.videojob.e2e.cluster.machine.RunningProcess;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The containers of the node as the kernel has them: a control group for each, and the processes in
 * it. Nobody is asked, so it is right while the API server, the kubelet or containerd is away.
 */
public final class NodeContainers {
  private static final List<String> QUALITIES = List.of("", "burstable", "besteffort");

  private final Path podLogs;
  private final Path kubepods;

  NodeContainers(Path podLogs, Path kubepods) {
    this.podLogs = podLogs;
    this.kubepods = kubepods;
  }

  /**
   * The containers of this machine.
   *
   * @param podLogs the kubelet's folder of logs: the one place outside it that says which uid a
   *     pod's name has
   */
  public static NodeContainers ofThisMachine(Path podLogs) {
    var root = Path.of("/sys/fs/cgroup");
    // cgroup v2 has one hierarchy, v1 one for each controller.
    var kubepods =
        Stream.of("kubepods", "memory/kubepods")
            .map(root::resolve)
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("there are no control groups of pods in " + root));
    return new NodeContainers(podLogs, kubepods);
  }

  /** A pod that has or had a container on this node. */
  public record KnownPod(String name, String uid) {}

  /** The pods of a namespace, those included whose processes have ended. */
  public List<KnownPod> pods(String namespace) {
    var pods = new ArrayList<KnownPod>();
    try (var folders = Files.newDirectoryStream(podLogs, namespace + "_*")) {
      for (var folder : folders) {
        // NAMESPACE_NAME_UID; none of the three can have an underscore.
        var parts = folder.getFileName().toString().split("_", 3);
        pods.add(new KnownPod(parts[1], parts[2]));
      }
    } catch (IOException | DirectoryIteratorException e) {
      return pods; // The kubelet has removed one meanwhile; the next look is whole.
    }
    return pods;
  }

  /** The containers of a namespace in which a program runs. */
  public List<LiveContainer> of(String namespace) {
    return pods(namespace).stream().flatMap(pod -> of(pod).stream()).toList();
  }

  /** The container of a pod in which its program runs, now. */
  public Optional<LiveContainer> of(KnownPod pod) {
    return QUALITIES.stream()
        .map(quality -> kubepods.resolve(quality).resolve("pod" + pod.uid()))
        .filter(Files::isDirectory)
        .flatMap(NodeContainers::containers)
        .map(NodeContainers::programs)
        .filter(programs -> !programs.isEmpty())
        .findFirst()
        .map(programs -> new LiveContainer(pod.name(), pod.uid(), programs));
  }

  private static Stream<Path> containers(Path pod) {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(pod, Files::isDirectory)) {
      folders.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return Stream.empty(); // The pod has just ended.
    }
    return found.stream();
  }

  private static List<RunningProcess> programs(Path container) {
    try {
      return Files.readAllLines(container.resolve("cgroup.procs")).stream()
          .flatMap(pid -> RunningProcess.of(Long.parseLong(pid)).stream())
          .filter(NodeContainers::isProgram)
          .toList();
    } catch (IOException e) {
      return List.of(); // The container has just ended.
    }
  }

  /** Neither what holds the pod's network nor what becomes the program in a moment. */
  private static boolean isProgram(RunningProcess process) {
    var command = process.commandLine().getFirst();
    return !command.isEmpty() && !command.equals("/pause") && !command.endsWith("runc");
  }
}
