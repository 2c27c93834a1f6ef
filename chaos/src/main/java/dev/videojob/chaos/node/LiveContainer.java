package dev.videojob.chaos.node;

import dev.videojob.e2e.cluster.machine.RunningProcess;
import java.util.List;

/**
 * A container of a pod in which a program runs.
 *
 * @param pod the pod's name
 * @param podUid the pod's uid
 * @param processes the program with its children
 */
public record LiveContainer(String pod, String podUid, List<RunningProcess> processes) {
  public LiveContainer {
    processes = List.copyOf(processes);
  }

  /** Ends all of its processes with SIGKILL. */
  public void kill() {
    processes.forEach(RunningProcess::kill);
  }
}
