package dev.videojob.chaos.node;

import dev.videojob.e2e.cluster.components.Component;
import dev.videojob.e2e.cluster.components.ComponentProcesses;
import dev.videojob.e2e.cluster.components.HealthChecks;
import dev.videojob.e2e.cluster.machine.Condition;
import dev.videojob.e2e.cluster.machine.RunningProcess;
import dev.videojob.images.ExternalCommand;
import java.time.Duration;

/** A program of the cluster that is ended, held and started as it was. */
public final class NodeProgram {
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);

  private final Component component;
  private final ComponentProcesses processes;
  private final HealthChecks checks;
  private final String node;

  NodeProgram(Component component, ComponentProcesses processes, HealthChecks checks, String node) {
    this.component = component;
    this.processes = processes;
    this.checks = checks;
    this.node = node;
  }

  private RunningProcess process() {
    return processes
        .of(component.name())
        .orElseThrow(() -> new IllegalStateException(processes.ended(component.name())));
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    var process = process();
    process.kill();
    Condition.holdsWithin(GONE_WITHIN, () -> !process.isAlive());
  }

  /** Holds it with SIGSTOP. */
  public void pause() {
    signal("-STOP");
  }

  /** Brings it back, whether it is held or gone, and waits until it is ready. */
  public synchronized void restore() {
    if (processes.of(component.name()).isPresent()) {
      signal("-CONT");
    } else {
      processes.start(component, node);
    }
    if (!Condition.holdsWithin(READY_WITHIN, () -> checks.isHealthy(component))) {
      throw new IllegalStateException(
          "%s is not ready after %d s. %s"
              .formatted(
                  component.name(), READY_WITHIN.toSeconds(), processes.logEnd(component.name())));
    }
  }

  private void signal(String name) {
    ExternalCommand.of("kill", name, String.valueOf(process().pid())).output();
  }
}
