package dev.videojob.e2e;

import dev.videojob.e2e.cluster.tools.Programs;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;

/**
 * The cluster that {@code KUBECONFIG} names, and the programs with which people use it. {@code
 * ./videojob e2e} sets {@code KUBECONFIG}, {@code VIDEOJOB_KUBECTL} and {@code VIDEOJOB_HELM}.
 */
final class RealCluster {
  private final Path kubeconfig;
  private final Program kubectl;
  private final Program helm;
  private final KubernetesClient client;

  private RealCluster(Path kubeconfig, Path kubectl, Path helm) {
    var environment = Map.of("KUBECONFIG", kubeconfig.toString());
    this.kubeconfig = kubeconfig;
    this.kubectl = new Program(kubectl, environment);
    this.helm = new Program(helm, environment);
    this.client = newClient();
  }

  static RealCluster fromEnvironment() {
    return Holder.CLUSTER;
  }

  private static final class Holder {
    private static final RealCluster CLUSTER =
        new RealCluster(
            Path.of(required("KUBECONFIG")),
            Path.of(required("VIDEOJOB_KUBECTL")),
            Path.of(required("VIDEOJOB_HELM")));
  }

  private static String required(String name) {
    var value = System.getenv(name);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException(name + " is not set; run these tests by ./videojob e2e");
    }
    return value;
  }

  KubernetesClient client() {
    return client;
  }

  /** A client of its own, to be closed by the caller. */
  KubernetesClient newClient() {
    return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(file())).build();
  }

  private File file() {
    return kubeconfig.toFile();
  }

  Program kubectl() {
    return kubectl;
  }

  Program helm() {
    return helm;
  }

  void applyCrds() {
    kubectl
        .run(
            "apply",
            "--server-side",
            "--force-conflicts",
            "-f",
            Programs.projectRoot().resolve("crds/yaml").toString())
        .ok();
    kubectl
        .run(
            "wait",
            "--for=condition=Established",
            "--timeout=30s",
            "crd/videojobs.videojob.dev",
            "crd/videoqueues.videojob.dev",
            "crd/transcodeprofiles.videojob.dev",
            "crd/deadletterredrives.videojob.dev",
            "crd/finishedworks.videojob.dev")
        .ok();
  }

  /** Makes sure of a namespace in which only pods run that meet the restricted standard. */
  void namespace(String name) {
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .serverSideApply();
  }
}
