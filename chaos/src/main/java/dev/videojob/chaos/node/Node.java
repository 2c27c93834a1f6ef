package dev.videojob.chaos.node;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.components.Component;
import dev.videojob.e2e.cluster.components.ComponentProcesses;
import dev.videojob.e2e.cluster.components.Components;
import dev.videojob.e2e.cluster.components.HealthChecks;
import dev.videojob.e2e.cluster.machine.Machine;
import dev.videojob.e2e.cluster.tools.Programs;
import java.nio.file.Path;

/**
 * The one node of a cluster of {@code ./videojob cluster up}, which is this machine.
 *
 * @param apiServer the API server
 * @param kubelet the kubelet
 * @param containers its containers
 * @param podLogs where the kubelet keeps their logs
 */
public record Node(
    NodeProgram apiServer, NodeProgram kubelet, NodeContainers containers, Path podLogs) {

  /** The node of a cluster that is up. */
  public static Node of(ClusterDirectory directory, Programs programs) {
    var addresses = new ClusterAddresses(Machine.address());
    var components = new Components(directory, addresses, programs::path);
    var processes = new ComponentProcesses(directory);
    var checks = new HealthChecks(directory.certificate("ca"));
    return new Node(
        new NodeProgram(components.api().getFirst(), processes, checks, addresses.node()),
        new NodeProgram(kubelet(components), processes, checks, addresses.node()),
        NodeContainers.ofThisMachine(directory.podLogs()),
        directory.podLogs());
  }

  private static Component kubelet(Components components) {
    return components.others().stream()
        .filter(component -> component.name().equals("kubelet"))
        .findFirst()
        .orElseThrow();
  }
}
