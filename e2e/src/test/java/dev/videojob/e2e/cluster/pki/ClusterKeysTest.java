package dev.videojob.e2e.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.e2e.cluster.ClusterAddresses;
import dev.videojob.e2e.cluster.ClusterDirectory;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterKeysTest {
  private static final ClusterAddresses ADDRESSES = new ClusterAddresses("192.0.2.7");

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    ClusterKeys.write(new ClusterDirectory(folder), ADDRESSES);
  }

  @Test
  void theApiServerIsReachedFromTheMachineFromPodsAndByItsService() {
    assertThat(ClusterKeys.identities(ADDRESSES))
        .filteredOn(identity -> identity.file().equals("kube-apiserver"))
        .singleElement()
        .satisfies(
            server -> {
              assertThat(server.addresses()).contains("127.0.0.1", "10.96.0.1", "192.0.2.7");
              assertThat(server.dnsNames()).contains("kubernetes.default.svc.cluster.local");
            });
  }

  @Test
  void theKubeletIsTheNodeThatTheNodeAuthorizerKnows() {
    assertThat(ClusterKeys.identities(ADDRESSES))
        .filteredOn(identity -> identity.file().equals("kubelet"))
        .singleElement()
        .satisfies(
            kubelet -> {
              assertThat(kubelet.commonName()).isEqualTo("system:node:videojob-node");
              assertThat(kubelet.organizations()).containsExactly("system:nodes");
              assertThat(kubelet.addresses()).contains("192.0.2.7");
            });
  }

  @Test
  void aJavaClientCanUseTheAdministratorsKubeconfig() throws Exception {
    var config = Config.fromKubeconfig(Files.readString(new ClusterDirectory(folder).kubeconfig()));

    assertThat(config.getMasterUrl()).startsWith("https://127.0.0.1:6443");
    assertThat(SSLUtils.keyManagers(config)).isNotEmpty();
    assertThat(SSLUtils.trustManagers(config)).isNotEmpty();
  }

  @Test
  void secretsAreTheirOwnersOnly() throws IOException {
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .containsExactlyInAnyOrder(
                          PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
  }
}
