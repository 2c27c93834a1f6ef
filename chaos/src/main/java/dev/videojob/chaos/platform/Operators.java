package dev.videojob.chaos.platform;

import dev.videojob.chaos.node.LiveContainer;
import dev.videojob.chaos.node.Node;
import dev.videojob.chaos.storm.Disturbance.Whom;
import dev.videojob.e2e.cluster.machine.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** The replicas of the operator: who leads, how they are killed, and what they wrote. */
public final class Operators {
  private static final String NAME = "videojob-operator";
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private final KubernetesClient client;
  private final Node node;
  private volatile String leader = "";

  /** The replicas that {@link Installation} has installed. */
  public Operators(KubernetesClient client, Node node) {
    this.client = client;
    this.node = node;
  }

  /** The pod that leads by the Lease or, while the API server is away, the one that led last. */
  private String leader() {
    try {
      var lease = client.leases().inNamespace(Namespaces.SYSTEM).withName(NAME).get();
      var holder = lease == null ? null : lease.getSpec().getHolderIdentity();
      leader = Objects.requireNonNullElse(holder, "");
    } catch (KubernetesClientException _) {
      return leader;
    }
    return leader;
  }

  /**
   * Kills with SIGKILL.
   *
   * @param logs where the logs until then are kept
   * @return the pods that were hit
   */
  public List<String> kill(Whom whom, Path logs) {
    var holder = leader();
    var hit =
        node.containers().of(Namespaces.SYSTEM).stream()
            .filter(
                container ->
                    switch (whom) {
                      case LEADER -> holder.contains(container.pod());
                      case FOLLOWER -> !holder.contains(container.pod());
                      case BOTH -> true;
                    })
            .toList();
    // The kubelet keeps the logs of only one dead container of each pod.
    keepLogs(logs);
    hit.forEach(LiveContainer::kill);
    return hit.stream().map(LiveContainer::pod).toList();
  }

  /** Copies what the replicas have written, also before they were started again. */
  public void keepLogs(Path folder) {
    for (var pod : node.containers().pods(Namespaces.SYSTEM)) {
      var from = node.podLogs().resolve(String.join("_", Namespaces.SYSTEM, pod.name(), pod.uid()));
      copy(from, folder.resolve(pod.name()));
    }
  }

  private static void copy(Path from, Path to) {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.createDirectories(to);
        // Named by how often the container had been started again: 0.log, 1.log …
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException | UncheckedIOException _) {
      // A log that the kubelet has taken away meanwhile was copied before.
    }
  }

  /**
   * Replaces pods whose container was started again, so that a run does not begin with a kubelet
   * that waits before it starts them once more; then waits until both are ready and one leads.
   */
  public void renew() {
    renew(Operators::wasRestarted);
  }

  /** Replaces all pods, whatever they remember, and waits likewise. */
  public void renewAll() {
    renew(_ -> true);
  }

  private void renew(Predicate<Pod> which) {
    pods().stream().filter(which).forEach(pod -> client.resource(pod).withGracePeriod(2).delete());
    if (!Condition.holdsWithin(READY_WITHIN, this::areFreshAndLed)) {
      throw new IllegalStateException(
          "after %d s there are not two operators that are ready and of which one leads: kubectl -n %s describe pods"
              .formatted(READY_WITHIN.toSeconds(), Namespaces.SYSTEM));
    }
  }

  private boolean areFreshAndLed() {
    var pods = pods();
    return pods.size() == 2
        && pods.stream().allMatch(Operators::isFresh)
        && pods.stream().anyMatch(pod -> leader().contains(pod.getMetadata().getName()));
  }

  private static boolean isFresh(Pod pod) {
    return !wasRestarted(pod)
        && pod.getStatus().getContainerStatuses().stream()
            .anyMatch(status -> Boolean.TRUE.equals(status.getReady()));
  }

  private static boolean wasRestarted(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(status -> status.getRestartCount() > 0);
  }

  private List<Pod> pods() {
    return client
        .pods()
        .inNamespace(Namespaces.SYSTEM)
        .withLabel("app.kubernetes.io/instance", Installation.RELEASE)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }
}
