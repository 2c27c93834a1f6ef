package dev.videojob.e2e.cluster;

import dev.videojob.e2e.cluster.components.Component;
import dev.videojob.e2e.cluster.components.ComponentProcesses;
import dev.videojob.e2e.cluster.components.Components;
import dev.videojob.e2e.cluster.components.HealthChecks;
import dev.videojob.e2e.cluster.machine.Machine;
import dev.videojob.e2e.cluster.machine.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a cluster is at one moment.
 *
 * @param components in the order in which they start
 * @param node {@code Ready}, or why it is not
 */
public record ClusterStatus(List<Line> components, String node) {

  /** Whether a component can do its work. */
  public enum State {
    HEALTHY,
    UNHEALTHY,
    DEAD
  }

  /**
   * One component.
   *
   * @param name as its log is called
   * @param state whether it can do its work
   * @param process its process, while it has one
   */
  public record Line(String name, State state, Optional<RunningProcess> process) {
    /** Since when it runs. */
    public Optional<Instant> since() {
      return process.flatMap(RunningProcess::startTime);
    }
  }

  public ClusterStatus {
    components = List.copyOf(components);
  }

  /** Whether everything works. */
  public boolean isUp() {
    return node.equals("Ready")
        && components.stream().allMatch(line -> line.state() == State.HEALTHY);
  }

  /** Looks at a cluster. */
  static ClusterStatus of(ClusterDirectory directory) throws IOException {
    var processes = new ComponentProcesses(directory);
    // Only names and health are looked at: neither depends on where the programs are.
    var components =
        new Components(
            directory,
            new ClusterAddresses(Machine.address()),
            program -> Path.of(program.fileName()));
    if (!Files.exists(directory.certificate("ca"))) {
      return new ClusterStatus(
          components.all().stream()
              .map(component -> new Line(component.name(), State.DEAD, Optional.empty()))
              .toList(),
          "there is none");
    }
    var checks = new HealthChecks(directory.certificate("ca"));
    var lines = components.all().parallelStream().map(one -> line(one, processes, checks)).toList();
    return new ClusterStatus(lines, node(directory));
  }

  private static Line line(Component component, ComponentProcesses processes, HealthChecks checks) {
    var process = processes.of(component.name());
    if (process.isEmpty()) {
      return new Line(component.name(), State.DEAD, process);
    }
    var state = checks.isHealthy(component) ? State.HEALTHY : State.UNHEALTHY;
    return new Line(component.name(), state, process);
  }

  private static String node(ClusterDirectory directory) throws IOException {
    try (var api = ApiServer.of(directory.kubeconfig())) {
      return api.nodeReady().orElse("unknown: the API server does not answer or has no node");
    }
  }
}
