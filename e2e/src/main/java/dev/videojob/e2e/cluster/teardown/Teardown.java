package dev.videojob.e2e.cluster.teardown;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.components.ComponentProcesses;
import dev.videojob.e2e.cluster.machine.Condition;
import dev.videojob.e2e.cluster.machine.Machine;
import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.machine.RunningProcess;
import dev.videojob.images.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Ends a cluster and takes away what it left, also after a crash and also twice. */
public final class Teardown {
  private static final List<String> KUBELET = List.of("kubelet");

  /**
   * Groups of components that end together, in this order, after the kubelet and the pods: etcd
   * after the API server, which without it takes up to a minute to leave.
   */
  private static final List<List<String>> ORDER =
      List.of(
          List.of("kube-proxy", "coredns", "kube-scheduler", "kube-controller-manager"),
          List.of("kube-apiserver"),
          List.of("containerd", "etcd"));

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private final ClusterDirectory directory;
  private final Progress progress;
  private final ComponentProcesses components;
  private final Sandboxes sandboxes;
  private final Mounts mounts;
  private final PodInterfaces interfaces;
  private final Firewall firewall;
  private final ControlGroups controlGroups;

  /** The teardown of one cluster. */
  public Teardown(ClusterDirectory directory, Progress progress) {
    this.directory = directory;
    this.progress = progress;
    this.components = new ComponentProcesses(directory);
    this.sandboxes =
        new Sandboxes(directory.containerdSocket(), directory.run().resolve("containerd"));
    this.mounts = new Mounts(directory.root());
    this.interfaces = new PodInterfaces(ClusterAddresses.POD_RANGE);
    this.firewall = new Firewall(directory.foreignChains());
    this.controlGroups = new ControlGroups(Path.of("/sys/fs/cgroup"));
  }

  /**
   * Ends everything that runs and removes everything but images and logs.
   *
   * @return what could not be removed, for people; empty when nothing is left
   * @throws IllegalStateException if another cluster runs on this machine
   */
  public List<String> run() throws IOException {
    if (nothingRuns()) {
      // Pods and chains of another cluster on this machine cannot be told from what this one left.
      Machine.requireFree(ClusterAddresses.PORTS);
    }
    stopTogether(KUBELET); // First, or it would start pods anew.
    killPods();
    if (components.of("containerd").isPresent()) {
      sandboxes.forget(directory);
    }
    ORDER.forEach(this::stopTogether);
    sandboxes.removeShimSockets();
    mounts.unmountAll();
    interfaces.removeAll();
    firewall.removeChains();
    controlGroups.removeAll();
    var left = left();
    if (left.isEmpty()) {
      removeFiles();
    }
    return left;
  }

  private boolean nothingRuns() {
    return components().allMatch(name -> components.of(name).isEmpty());
  }

  private static Stream<String> components() {
    return Stream.concat(KUBELET.stream(), ORDER.stream().flatMap(List::stream));
  }

  private void stopTogether(List<String> names) {
    var running =
        names.stream().flatMap(name -> components.of(name).stream().map(p -> new Named(name, p)));
    var processes = running.toList();
    processes.forEach(named -> named.process().terminate());
    processes.forEach(
        named -> {
          named.process().stop(GRACE);
          progress.say(named.name() + " has ended");
        });
  }

  private record Named(String name, RunningProcess process) {}

  private void killPods() {
    var processes = sandboxes.processes();
    if (!processes.isEmpty()) {
      processes.forEach(RunningProcess::kill);
      Condition.holdsWithin(AFTER_KILL, () -> killAgain().isEmpty());
      progress.say("pods have ended (" + processes.size() + " processes)");
    }
  }

  /** A process may have started another one after it was looked at. */
  private List<RunningProcess> killAgain() {
    var processes = sandboxes.processes();
    processes.forEach(RunningProcess::kill);
    return processes;
  }

  /** What a cluster would leave on the machine, as far as it is there now. */
  public List<String> left() {
    return Stream.of(
            components()
                .flatMap(name -> components.of(name).stream().map(p -> new Named(name, p)))
                .map(named -> "process " + named.process().pid() + " (" + named.name() + ")"),
            sandboxes.processes().stream().map(process -> "process " + process.pid() + " of a pod"),
            mounts.list().stream().map(mount -> "mount " + mount),
            interfaces.list().stream().map(name -> "interface " + name),
            firewall.chainsOfTheCluster().stream().map(chain -> "iptables chain " + chain),
            controlGroups.list().stream().map(group -> "control group " + group))
        .flatMap(part -> part)
        .toList();
  }

  /** Only when nothing is mounted any more: files of others would be below a mount. */
  private void removeFiles() throws IOException {
    for (var path : directory.ofOneCluster()) {
      FileTree.delete(path);
    }
    FileTree.delete(directory.podLogs());
    removeLinksToPodLogs(Path.of("/var/log/containers"));
    new NetworkResults(Path.of("/var/lib/cni/results")).remove();
  }

  /** The kubelet makes links to pods' logs in a folder that cannot be chosen. */
  private void removeLinksToPodLogs(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var links = Files.list(folder)) {
      for (var link : links.filter(Files::isSymbolicLink).toList()) {
        if (Files.readSymbolicLink(link).startsWith(directory.root())) {
          Files.delete(link);
        }
      }
    }
  }
}
