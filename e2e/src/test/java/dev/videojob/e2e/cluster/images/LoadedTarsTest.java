package dev.videojob.e2e.cluster.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedTarsTest {
  @TempDir private Path folder;
  private Path file = Path.of("none");

  @BeforeEach
  void aTarWithTwoImagesWasLoaded() {
    file = folder.resolve("loaded.properties");
    LoadedTars.read(file).add("first", List.of("operator:1", "worker:1"));
  }

  @Test
  void aTarIsRememberedWithItsImages() {
    assertThat(LoadedTars.read(file).namesOf("first")).containsExactly("operator:1", "worker:1");
  }

  @Test
  void aTarThatWasNeverLoadedHasNone() {
    assertThat(LoadedTars.read(file).namesOf("other")).isEmpty();
  }

  @Test
  void aTarIsForgottenOnceOneOfItsImagesComesFromAnother() {
    LoadedTars.read(file).add("second", List.of("worker:1"));

    assertThat(LoadedTars.read(file).namesOf("first")).isEmpty();
    assertThat(LoadedTars.read(file).namesOf("second")).containsExactly("worker:1");
  }
}
