package dev.videojob.e2e.cluster;

import dev.videojob.e2e.cluster.components.Component;
import dev.videojob.e2e.cluster.components.ComponentProcesses;
import dev.videojob.e2e.cluster.components.Components;
import dev.videojob.e2e.cluster.components.ConfigurationFiles;
import dev.videojob.e2e.cluster.components.HealthChecks;
import dev.videojob.e2e.cluster.images.NodeImages;
import dev.videojob.e2e.cluster.images.ProgramImage;
import dev.videojob.e2e.cluster.machine.Condition;
import dev.videojob.e2e.cluster.machine.Machine;
import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.pki.ClusterKeys;
import dev.videojob.e2e.cluster.teardown.Firewall;
import dev.videojob.e2e.cluster.teardown.Teardown;
import dev.videojob.e2e.cluster.tools.Program;
import dev.videojob.e2e.cluster.tools.Programs;
import dev.videojob.images.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A cluster on this machine, from nothing to nothing. */
public final class Cluster {
  private static final Duration COMPONENT_LIMIT = Duration.ofSeconds(90);

  /** How long a process that runs may be without health before it is started again. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration NODE_LIMIT = Duration.ofSeconds(90);

  private final ClusterDirectory directory;
  private final Programs programs;
  private final Progress progress;
  private final ComponentProcesses processes;

  /** The cluster that is kept in a folder, whether it runs or not. */
  public Cluster(ClusterDirectory directory, Programs programs, Progress progress) {
    this.directory = directory;
    this.programs = programs;
    this.progress = progress;
    this.processes = new ComponentProcesses(directory);
  }

  /**
   * Brings the cluster up. One that is up stays as it is; where only a part of it runs, the rest is
   * started; where nothing runs, it begins from nothing.
   *
   * @return the administrator's kubeconfig
   * @throws IllegalStateException with the reason and the end of the log, if a component does not
   *     come up
   */
  public Path up() throws IOException {
    directory.requireRoomForSockets();
    Machine.requireFitForCluster();
    var paths = buildPrograms();
    var pause = ProgramImage.of(programs, Program.PAUSE);
    Files.createDirectories(directory.root());
    try (var _ = DirectoryLock.of(directory)) {
      var addresses = new ClusterAddresses(Machine.address());
      var components = new Components(directory, addresses, paths::get);
      if (nothingRuns(components)) {
        beginFromNothing(addresses, pause);
      }
      bringUp(components, addresses, pause);
    }
    return directory.kubeconfig();
  }

  private Map<Program, Path> buildPrograms() {
    var paths = new LinkedHashMap<Program, Path>();
    for (var program : Program.values()) {
      if (List.of("kubernetes", "etcd", "coredns", "pause").contains(program.module())) {
        paths.put(program, programs.path(program));
      }
    }
    return paths;
  }

  private boolean nothingRuns(Components components) {
    return components.all().stream()
        .allMatch(component -> processes.of(component.name()).isEmpty());
  }

  private void beginFromNothing(ClusterAddresses addresses, ProgramImage pause) throws IOException {
    var left = tearDown();
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "an earlier cluster has left what cannot be removed: " + String.join(", ", left));
    }
    Machine.requireFree(ClusterAddresses.PORTS);
    new Firewall(directory.foreignChains()).noteForeignChains();
    ClusterKeys.write(directory, addresses);
    new ConfigurationFiles(directory, addresses).write(pause.name());
    progress.say("made keys and configuration for " + addresses.node());
  }

  private void bringUp(Components components, ClusterAddresses addresses, ProgramImage pause)
      throws IOException {
    var starting = new ComponentStart(addresses);
    starting.bringUp(components.foundation());
    var images = new NodeImages(directory);
    starting.bringUp(components.api());
    images.load(pause.tar());
    try (var api = ApiServer.of(directory.kubeconfig())) {
      api.apply(directory.config().resolve("dns.yaml"));
      starting.bringUp(components.others());
      await("the node has joined", () -> api.nodeReady().isPresent(), "kubelet");
      starting.bringUp(components.ofTheNode());
      await(
          "the node is Ready",
          () -> api.nodeReady().filter("Ready"::equals).isPresent(),
          "kubelet");
      await("pods can be created", api::hasDefaultServiceAccount, "kube-controller-manager");
      await("the cluster's names resolve", ClusterDns::answers, "kube-proxy");
    }
  }

  private void await(String what, BooleanSupplier condition, String responsible) {
    if (!Condition.holdsWithin(NODE_LIMIT, condition)) {
      throw new IllegalStateException(
          "after "
              + NODE_LIMIT.toSeconds()
              + " s it is not so that "
              + what
              + ". "
              + processes.logEnd(responsible));
    }
    progress.say(what);
  }

  /** Starts components and waits until each is ready. */
  private final class ComponentStart {
    private final ClusterAddresses addresses;
    private final HealthChecks checks = new HealthChecks(directory.certificate("ca"));

    ComponentStart(ClusterAddresses addresses) {
      this.addresses = addresses;
    }

    /** All at once: each waits for what it needs by itself. */
    void bringUp(List<Component> components) {
      var started = new ArrayList<Component>();
      for (var component : components) {
        if (!isUp(component)) {
          processes.of(component.name()).ifPresent(stuck -> stuck.stop(PATIENCE));
          processes.start(component, addresses.node());
          started.add(component);
        }
      }
      started.forEach(this::awaitHealth);
    }

    private boolean isUp(Component component) {
      return processes.of(component.name()).isPresent()
          && Condition.holdsWithin(
              PATIENCE,
              () -> checks.isHealthy(component) || processes.of(component.name()).isEmpty())
          && processes.of(component.name()).isPresent();
    }

    private void awaitHealth(Component component) {
      var name = component.name();
      var healthy =
          Condition.holdsWithin(
              COMPONENT_LIMIT, () -> checks.isHealthy(component) || processes.of(name).isEmpty());
      var process = processes.of(name);
      if (process.isEmpty()) {
        throw new IllegalStateException(processes.ended(name));
      }
      if (!healthy) {
        throw new IllegalStateException(
            name
                + " runs but is not ready after "
                + COMPONENT_LIMIT.toSeconds()
                + " s. "
                + processes.logEnd(name));
      }
      progress.say(name + " is ready (process " + process.get().pid() + ")");
    }
  }

  /**
   * Takes the cluster down: no process, mount, interface, chain of iptables or control group stays.
   * Images and logs do.
   *
   * @return what could not be removed; empty when nothing is left
   */
  public List<String> takeDown() throws IOException {
    if (neverUp()) {
      return List.of();
    }
    Machine.requireFitForCluster();
    try (var _ = DirectoryLock.of(directory)) {
      return tearDown();
    }
  }

  private List<String> tearDown() throws IOException {
    return neverUp() ? List.of() : new Teardown(directory, progress).run();
  }

  /**
   * No cluster was brought up here, or it was taken down: what there is on the machine is not ours.
   */
  private boolean neverUp() {
    return !Files.isDirectory(directory.run());
  }

  /** Removes images and logs too, after the cluster was taken down. */
  public void purge() throws IOException {
    FileTree.delete(directory.root());
  }

  /** How the cluster is now. */
  public ClusterStatus status() throws IOException {
    return ClusterStatus.of(directory);
  }
}
