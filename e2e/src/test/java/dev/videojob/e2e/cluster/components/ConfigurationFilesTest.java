package dev.videojob.e2e.cluster.components;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFilesTest {
  private final ConfigurationFiles files =
      new ConfigurationFiles(
          new ClusterDirectory(Path.of("/c")), new ClusterAddresses("192.0.2.7"));

  @TempDir private Path folder;

  @Test
  void containerdKeepsEverythingInTheClustersFolder() {
    assertThat(files.containerd("videojob.dev/pause:1"))
        .contains("root = \"/c/images\"")
        .contains("state = \"/c/run/containerd\"")
        .contains("address = \"/c/run/containerd.sock\"")
        .contains("conf_dir = \"/c/config/cni\"")
        .contains("netns_mounts_under_state_dir = true");
  }

  @Test
  void containerdStartsPodsWithOurImageAndWithoutAPrivilegeThatTheMachineMayLack() {
    assertThat(files.containerd("videojob.dev/pause:1"))
        .contains("sandbox_image = \"videojob.dev/pause:1\"")
        .contains("restrict_oom_score_adj = true");
  }

  @Test
  void podsGetAddressesOfTheirRangeAndAreReachedByRoutes() throws IOException {
    var network = new JsonMapper().readTree(files.podNetwork());

    var pods = network.at("/plugins/0");
    assertThat(pods.path("type").asText()).isEqualTo("ptp");
    assertThat(pods.at("/ipam/ranges/0/0/subnet").asText()).isEqualTo("10.244.0.0/16");
    assertThat(pods.at("/ipam/dataDir").asText()).isEqualTo("/c/pod-addresses");
  }

  @Test
  void theKubeletAsksTheApiServerWhoMayCallIt() {
    var kubelet = Serialization.unmarshal(files.kubelet(), GenericKubernetesResource.class);

    assertThat(kubelet.getAdditionalProperties())
        .containsEntry("authorization", Map.of("mode", "Webhook"))
        .containsEntry("containerRuntimeEndpoint", "unix:///c/run/containerd.sock")
        .containsEntry("clusterDNS", List.of("10.96.0.10"))
        .containsEntry("cgroupDriver", "cgroupfs");
  }

  @Test
  void otherNamesAreAskedOfWhomTheMachineAsks() throws IOException {
    var resolvConf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.53\n");

    assertThat(files.coreDns(resolvConf)).contains("forward . " + resolvConf);
  }

  @Test
  void aMachineThatAsksNobodyHasTheClustersNamesOnly() throws IOException {
    var resolvConf = Files.writeString(folder.resolve("resolv.conf"), "search example.org\n");

    assertThat(files.coreDns(resolvConf)).contains("cluster.local").doesNotContain("forward");
    assertThat(files.coreDns(folder.resolve("none"))).doesNotContain("forward");
  }

  @Test
  void theServiceOfDnsLeadsToTheMachine() {
    var documents = List.of(files.dnsObjects().split("(?m)^---$", -1));
    var service = Serialization.unmarshal(documents.get(2), Service.class);
    var endpoints = Serialization.unmarshal(documents.get(3), EndpointSlice.class);

    assertThat(service.getSpec().getClusterIP()).isEqualTo("10.96.0.10");
    assertThat(service.getSpec().getPorts()).allMatch(port -> port.getPort() == 53);
    assertThat(endpoints.getEndpoints().getFirst().getAddresses()).containsExactly("192.0.2.7");
    assertThat(endpoints.getPorts()).allMatch(port -> port.getPort() == ClusterAddresses.DNS_PORT);
    assertThat(endpoints.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", service.getMetadata().getName());
  }
}
