package dev.videojob.chaos.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.chaos.node.NodeContainers.KnownPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as the kernel and the kubelet have them, with real processes in them. */
class NodeContainersTest {
  private static final long OURS = ProcessHandle.current().pid();

  @TempDir private Path folder;
  private Path logs;
  private Path groups;
  private NodeContainers containers;

  @BeforeEach
  void anEmptyNode() throws IOException {
    logs = Files.createDirectory(folder.resolve("logs"));
    groups = Files.createDirectory(folder.resolve("kubepods"));
    containers = new NodeContainers(logs, groups);
  }

  private void pod(String namespace, String name, String uid) throws IOException {
    Files.createDirectory(logs.resolve(namespace + "_" + name + "_" + uid));
  }

  private void container(String group, long pid) throws IOException {
    var container = Files.createDirectories(groups.resolve(group));
    Files.writeString(container.resolve("cgroup.procs"), pid + "\n");
  }

  @Test
  void a_container_in_which_a_program_runs_is_found_by_its_pod() throws IOException {
    pod("media", "film-1-abcde", "uid-1");
    container("burstable/poduid-1/container-1", OURS);

    assertThat(containers.of("media"))
        .singleElement()
        .satisfies(
            live -> {
              assertThat(live.pod()).isEqualTo("film-1-abcde");
              assertThat(live.podUid()).isEqualTo("uid-1");
              assertThat(live.processes()).extracting("pid").containsExactly(OURS);
            });
  }

  @Test
  void pods_of_every_quality_of_service_are_found() throws IOException {
    pod("media", "a", "uid-1");
    pod("media", "b", "uid-2");
    pod("media", "c", "uid-3");
    container("poduid-1/container", OURS);
    container("burstable/poduid-2/container", OURS);
    container("besteffort/poduid-3/container", OURS);

    assertThat(containers.of("media"))
        .extracting(LiveContainer::pod)
        .containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void a_pod_whose_process_has_ended_is_known_and_not_alive() throws IOException {
    pod("media", "film-1-abcde", "uid-1");
    container("burstable/poduid-1/container-1", Integer.MAX_VALUE);

    assertThat(containers.pods("media")).containsExactly(new KnownPod("film-1-abcde", "uid-1"));
    assertThat(containers.of("media")).isEmpty();
  }

  @Test
  void pods_of_other_namespaces_are_not_looked_at() throws IOException {
    pod("media-2", "other", "uid-1");
    container("burstable/poduid-1/container-1", OURS);

    assertThat(containers.of("media")).isEmpty();
  }

  @Test
  void a_process_that_holds_only_the_network_of_a_pod_is_no_program() throws Exception {
    var pause = Files.copy(Path.of("/bin/sleep"), folder.resolve("runc"));
    var process = new ProcessBuilder(pause.toString(), "60").start();
    try {
      pod("media", "film-1-abcde", "uid-1");
      container("burstable/poduid-1/container-1", process.pid());

      assertThat(containers.of("media")).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }
}
