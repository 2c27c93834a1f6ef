package dev.videojob.e2e.cluster.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir private Path folder;

  @Test
  void mountsBelowTheFolderAreFoundInnermostFirst() {
    var mountInfo =
        """
        27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
        40 27 0:40 / /c/kubelet/pods/a/volume rw - tmpfs tmpfs rw
        41 40 0:41 / /c/kubelet/pods/a/volume/with\\040space rw - tmpfs tmpfs rw
        42 27 0:42 / /cd/other rw - tmpfs tmpfs rw
        """;

    assertThat(Mounts.below(Path.of("/c"), mountInfo))
        .containsExactly(
            Path.of("/c/kubelet/pods/a/volume/with space"), Path.of("/c/kubelet/pods/a/volume"));
  }

  @Test
  void interfacesOfPodsAreThoseThatTheirRangeIsRoutedTo() {
    var routes =
        """
        [{"dst":"default","gateway":"192.0.2.1","dev":"eth0"},
         {"dst":"10.244.0.2","dev":"veth1","scope":"host"},
         {"dst":"10.244.255.3","dev":"veth2","scope":"host"},
         {"dst":"10.245.0.0/16","dev":"docker0"}]
        """;

    assertThat(PodInterfaces.leadingInto("10.244.0.0/16", routes))
        .containsExactly("veth1", "veth2");
  }

  @Test
  void controlGroupsOfPodsAreFoundInEveryHierarchyAndRemovedWithAllBelow() throws IOException {
    var inCpu = Files.createDirectories(folder.resolve("cpu/kubepods/burstable/pod1"));
    Files.createDirectories(folder.resolve("memory/kubepods"));
    Files.createDirectories(folder.resolve("memory/system.slice"));
    var groups = new ControlGroups(folder);
    assertThat(groups.list())
        .containsExactlyInAnyOrder(
            folder.resolve("cpu/kubepods"), folder.resolve("memory/kubepods"));

    groups.removeAll();

    assertThat(groups.list()).isEmpty();
    assertThat(inCpu).doesNotExist();
    assertThat(folder.resolve("memory/system.slice")).exists();
  }

  @Test
  void whatCniRemembersOfOurPodsGoesAndWhatItRemembersOfOthersStays() throws IOException {
    for (var name :
        new String[] {
          "videojob-pods-aa-eth0", "cni-loopback-aa-lo", "cni-loopback-bb-lo", "other-bb-eth0"
        }) {
      Files.createFile(folder.resolve(name));
    }

    new NetworkResults(folder).remove();

    try (var files = Files.list(folder)) {
      assertThat(files)
          .containsExactlyInAnyOrder(
              folder.resolve("cni-loopback-bb-lo"), folder.resolve("other-bb-eth0"));
    }
  }
}
