package dev.videojob.local;

import dev.videojob.local.cluster.LocalApiServer;
import dev.videojob.local.jobs.LocalJobController;
import dev.videojob.local.kubelet.LocalKubelet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Kubernetes cluster of one node on this machine: an API server, a Job controller and a kubelet.
 */
public final class LocalCluster implements AutoCloseable {
  private final LocalApiServer server;
  private final KubernetesClient client;
  private final LocalKubelet kubelet;
  private final LocalJobController jobController;

  private LocalCluster(
      LocalApiServer server,
      KubernetesClient client,
      LocalKubelet kubelet,
      LocalJobController jobController) {
    this.server = server;
    this.client = client;
    this.kubelet = kubelet;
    this.jobController = jobController;
  }

  /**
   * Starts the cluster.
   *
   * @param port the port of the API server, 0 for a free one
   * @param directory a directory for the pods, made and removed by the cluster
   * @param images the command that stands for each image
   * @return the running cluster
   */
  public static LocalCluster start(int port, Path directory, Map<String, List<String>> images) {
    LocalApiServer server = LocalApiServer.start(port);
    KubernetesClient client = clientOf(server.endpoint());
    LocalKubelet kubelet = LocalKubelet.start(client, directory, images);
    server.readLogsFrom(kubelet::logs);
    return new LocalCluster(server, client, kubelet, LocalJobController.start(client));
  }

  /** A client of exactly that server, whatever kubeconfig this machine has. */
  static KubernetesClient clientOf(URI endpoint) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(endpoint.toString())
                .withNamespace("default")
                .withMaxConcurrentRequests(256)
                .withMaxConcurrentRequestsPerHost(256)
                .build())
        .build();
  }

  /**
   * Where a Kubernetes client is to be pointed.
   *
   * @return the base URI of the API server
   */
  public URI endpoint() {
    return server.endpoint();
  }

  /**
   * The kubelet, to read what pods print.
   *
   * @return the kubelet
   */
  public LocalKubelet kubelet() {
    return kubelet;
  }

  /** Ends all pods, then the API server. */
  @Override
  public void close() {
    jobController.close();
    kubelet.close();
    client.close();
    server.close();
  }
}
