package dev.videojob.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.tools.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  @TempDir private Path folder;

  @Test
  void whereNoClusterEverWasNothingIsTouched() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "stays");

    assertThat(cluster(folder).takeDown()).isEmpty();

    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("mine.txt"));
    }
  }

  @Test
  void aFolderThatIsNotThereIsNotMade() throws IOException {
    assertThat(cluster(folder.resolve("none")).takeDown()).isEmpty();

    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aFolderWhoseSocketsWouldHaveTooLongNamesIsRefused() {
    assertThatThrownBy(() -> cluster(Path.of("/", "x".repeat(64))).up())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("--dir");
  }

  private Cluster cluster(Path root) {
    var progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));
    return new Cluster(
        new ClusterDirectory(root), new Programs(folder, folder, progress), progress);
  }
}
