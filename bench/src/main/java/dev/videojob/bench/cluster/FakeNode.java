package dev.videojob.bench.cluster;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node whose pods kwok plays: each runs at once, ends after 3 s and leaves a worker's report, as
 * {@code fake-pods.yaml} says. Scheduler and Job controller are the cluster's own.
 */
final class FakeNode implements AutoCloseable {
  private static final String NAME = "videojob-bench";
  private static final String MARK = "videojob.dev/bench";
  private static final String PLAYED = "kwok.x-k8s.io/node";
  private static final String STAGES = "fake-pods.yaml";

  /** What selects it, for pods. */
  static final Map<String, String> SELECTOR = Map.of(MARK, NAME);

  private final KubernetesClient client;
  private final ChildProgram kwok;

  private FakeNode(KubernetesClient client, ChildProgram kwok) {
    this.client = client;
    this.kwok = kwok;
  }

  /**
   * Starts kwok and waits for its node.
   *
   * @param program kwok's file
   */
  static FakeNode start(KubernetesClient client, Path kubeconfig, Path program, Path logs) {
    client.nodes().withName(NAME).withTimeout(30, TimeUnit.SECONDS).delete();
    client.resource(node()).create();
    var stages = logs.resolve(STAGES);
    var command =
        List.of(
            program.toString(),
            "--kubeconfig=" + kubeconfig,
            "--config=" + stages,
            "--manage-nodes-with-annotation-selector=" + PLAYED + "=fake",
            "--node-lease-duration-seconds=40");
    try (var text = FakeNode.class.getResourceAsStream(STAGES)) {
      Files.createDirectories(logs);
      Files.write(stages, text.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(STAGES + " cannot be written", e);
    }
    var node =
        new FakeNode(client, ChildProgram.start(logs.resolve("kwok.log"), command, Map.of()));
    client
        .nodes()
        .withName(NAME)
        .waitUntilReady(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS);
    return node;
  }

  private static io.fabric8.kubernetes.api.model.Node node() {
    var room =
        Map.of(
            "cpu", new Quantity("1M"), "memory", new Quantity("4Pi"), "pods", new Quantity("1M"));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withLabels(SELECTOR)
        .addToAnnotations(PLAYED, "fake")
        .endMetadata()
        .withNewSpec()
        .addNewTaint()
        .withKey(MARK)
        .withValue(NAME)
        .withEffect("NoSchedule")
        .endTaint()
        .endSpec()
        .withNewStatus()
        .withAllocatable(room)
        .withCapacity(room)
        .endStatus()
        .build();
  }

  /** What lets pods onto it. */
  static Toleration toleration() {
    return new TolerationBuilder()
        .withKey(MARK)
        .withOperator("Equal")
        .withValue(NAME)
        .withEffect("NoSchedule")
        .build();
  }

  @Override
  public void close() {
    kwok.close();
    client.nodes().withName(NAME).delete();
  }
}
