package dev.videojob.e2e.cluster.components;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  private final Components components =
      new Components(
          new ClusterDirectory(Path.of("/c")),
          new ClusterAddresses("192.0.2.7"),
          program -> Path.of("/bin", program.fileName()));

  @Test
  void theStoreAndTheRuntimeComeFirstAndWhatNeedsTheApiServerLast() {
    assertThat(components.all())
        .extracting(Component::name)
        .containsExactly(
            "etcd",
            "containerd",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kubelet",
            "coredns",
            "kube-proxy");
  }

  @Test
  void theApiServerDecidesAsAnyClusterDoes() {
    assertThat(command("kube-apiserver"))
        .contains(
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--advertise-address=192.0.2.7")
        .noneMatch(argument -> argument.startsWith("--disable-admission-plugins"));
  }

  @Test
  void everyPortThatIsListenedOnIsCheckedBefore() {
    assertThat(components.all())
        .map(Component::health)
        .filteredOn(Health.Endpoint.class::isInstance)
        .map(Health.Endpoint.class::cast)
        .map(Health.Endpoint::endpoint)
        .map(URI::getPort)
        .hasSize(7)
        .allSatisfy(port -> assertThat(ClusterAddresses.PORTS).contains(port));
  }

  private List<String> command(String name) {
    return components.all().stream()
        .filter(component -> component.name().equals(name))
        .findFirst()
        .orElseThrow()
        .command();
  }
}
