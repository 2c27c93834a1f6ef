package dev.videojob.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is generated from the records is committed beside them, and must say the same. */
class CommittedCrdsAreUpToDateTest {
  private static final String REMEDY =
      "The records have changed and the generated files have not. Run: " + CrdGenerator.COMMAND;

  /** The chart cannot read files outside its folder, so it has a copy. */
  @ParameterizedTest
  @ValueSource(strings = {"yaml", "../helm/videojob-operator/files/crds"})
  void yaml(Path folder) throws IOException {
    for (var file : CrdGenerator.yamlFiles().entrySet()) {
      assertThat(folder.resolve(file.getKey())).as(REMEDY).hasContent(file.getValue());
    }
    assertThat(names(folder)).as(REMEDY).isEqualTo(CrdGenerator.yamlFiles().keySet());
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
