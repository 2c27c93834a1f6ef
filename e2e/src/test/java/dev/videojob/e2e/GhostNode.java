package dev.videojob.e2e;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Map;

/**
 * A node without a machine: this test writes what its kubelet would. What follows when it vanishes
 * is the cluster's own doing. It stands in for a node whose machine is gone for good.
 */
final class GhostNode implements AutoCloseable {
  static final String LABEL = "videojob.dev/e2e-ghost";
  private static final String NAME = "videojob-e2e-ghost";

  private final KubernetesClient client;
  private final String realNode;

  private GhostNode(KubernetesClient client) {
    this.client = client;
    this.realNode =
        client.nodes().list().getItems().stream()
            .map(node -> node.getMetadata().getName())
            .filter(name -> !NAME.equals(name))
            .findFirst()
            .orElseThrow();
  }

  static GhostNode join(KubernetesClient client) {
    var ghost = new GhostNode(client);
    ghost.unlabel();
    client.nodes().withName(NAME).delete();
    client.nodes().resource(node()).create();
    client.nodes().resource(ready(node())).patchStatus();
    return ghost;
  }

  private static Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(NAME)
        .addToLabels(LABEL, "here")
        .endMetadata()
        .withNewSpec()
        .addNewTaint()
        .withKey(LABEL)
        .withEffect("NoSchedule")
        .endTaint()
        .endSpec()
        .build();
  }

  private static Node ready(Node node) {
    var room =
        Map.of(
            "cpu", new Quantity("64"), "memory", new Quantity("64Gi"), "pods", new Quantity("64"));
    return new NodeBuilder(node)
        .editOrNewStatus()
        .withCapacity(room)
        .withAllocatable(room)
        .addToConditions(
            new NodeConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("Ghost")
                .withLastHeartbeatTime(Instant.now().toString())
                .withLastTransitionTime(Instant.now().toString())
                .build())
        .endStatus()
        .build();
  }

  /** Says of a pod that its container runs. */
  void run(Pod pod) {
    var now = Instant.now().toString();
    client
        .pods()
        .resource(pod)
        .editStatus(
            seen ->
                new PodBuilder(seen)
                    .editOrNewStatus()
                    .withPhase("Running")
                    .withStartTime(now)
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("True")
                    .endCondition()
                    .addNewContainerStatus()
                    .withName("worker")
                    .withReady(true)
                    .withStarted(true)
                    .withRestartCount(0)
                    .withImage("ghost")
                    .withImageID("ghost")
                    .withNewState()
                    .withNewRunning()
                    .withStartedAt(now)
                    .endRunning()
                    .endState()
                    .endContainerStatus()
                    .endStatus()
                    .build());
  }

  void vanish() {
    client.nodes().withName(NAME).delete();
  }

  /** Lets the pods that were bound to this node run on a real one. */
  void openAnotherNode() {
    client
        .nodes()
        .withName(realNode)
        .edit(
            node ->
                new NodeBuilder(node)
                    .editMetadata()
                    .addToLabels(LABEL, "here")
                    .endMetadata()
                    .build());
  }

  private void unlabel() {
    client
        .nodes()
        .withName(realNode)
        .edit(
            node ->
                new NodeBuilder(node).editMetadata().removeFromLabels(LABEL).endMetadata().build());
  }

  @Override
  public void close() {
    client.nodes().withName(NAME).delete();
    unlabel();
  }
}
