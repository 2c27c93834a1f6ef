package dev.videojob.e2e.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The cluster as its administrator sees it. */
final class ApiServer implements AutoCloseable {
  private final KubernetesClient client;

  private ApiServer(KubernetesClient client) {
    this.client = client;
  }

  static ApiServer of(Path kubeconfig) throws IOException {
    var config = Config.fromKubeconfig(Files.readString(kubeconfig));
    return new ApiServer(new KubernetesClientBuilder().withConfig(config).build());
  }

  /** Creates or changes the objects of a YAML file. */
  void apply(Path yaml) throws IOException {
    try (var stream = Files.newInputStream(yaml)) {
      client.load(stream).items().stream()
          .map(client::resource)
          .forEach(resource -> resource.forceConflicts().serverSideApply());
    }
  }

  /** The status of the node's condition {@code Ready}, as Kubernetes writes it. */
  Optional<String> nodeReady() {
    try {
      return Optional.ofNullable(client.nodes().withName(ClusterAddresses.NODE_NAME).get())
          .flatMap(ApiServer::ready);
    } catch (KubernetesClientException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> ready(Node node) {
    return node.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .map(condition -> "True".equals(condition.getStatus()) ? "Ready" : condition.getMessage())
        .findFirst();
  }

  /** Whether pods can be created: the controller manager has made the account that they run as. */
  boolean hasDefaultServiceAccount() {
    try {
      return client.serviceAccounts().inNamespace("default").withName("default").get() != null;
    } catch (KubernetesClientException _) {
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
