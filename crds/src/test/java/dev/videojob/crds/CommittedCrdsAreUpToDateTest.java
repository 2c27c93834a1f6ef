package dev.videojob.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is generated from the records is committed beside them, and must say the same. */
class CommittedCrdsAreUpToDateTest {
  private static final Path FOLDER = Path.of("yaml");
  private static final String REMEDY =
      "The records have changed and the generated files have not. Run: " + CrdGenerator.COMMAND;

  @Test
  void yaml() throws IOException {
    for (var file : CrdGenerator.yamlFiles().entrySet()) {
      assertThat(FOLDER.resolve(file.getKey())).as(REMEDY).hasContent(file.getValue());
    }
    assertThat(names(FOLDER)).as(REMEDY).isEqualTo(CrdGenerator.yamlFiles().keySet());
  }

  @Test
  void reference() {
    assertThat(Path.of("..", "docs", "api.md")).as(REMEDY).hasContent(CrdGenerator.reference());
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
