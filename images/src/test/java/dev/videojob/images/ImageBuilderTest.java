package dev.videojob.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuilderTest {
  private static final String NAME = "videojob.dev/pause:1";

  @TempDir private Path folder;

  @Test
  void the_same_files_give_the_same_bytes_in_another_folder_at_another_time() throws IOException {
    ImageTar first = pause("first").cache(folder.resolve("cache-1")).writeTo(tar("first.tar"));
    ImageTar second = pause("second").cache(folder.resolve("cache-2")).writeTo(tar("second.tar"));

    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(second.file()).hasSameBinaryContentAs(first.file());
  }

  @Test
  void another_content_gives_another_digest() throws IOException {
    ImageTar first = pause("first").writeTo(tar("first.tar"));
    Files.writeString(folder.resolve("first/pause"), "another program");

    assertThat(pause("first").writeTo(tar("second.tar")).digest()).isNotEqualTo(first.digest());
  }

  @Test
  void importers_find_the_name_and_the_platform() throws IOException {
    pause("a").platform(Platform.LINUX_ARM64).writeTo(tar("a.tar"));
    OpenedTar tar = OpenedTar.of(tar("a.tar"));

    assertThat(tar.descriptor().at("/annotations/io.containerd.image.name").asText())
        .isEqualTo(tar.json("manifest.json").at("/0/RepoTags/0").asText())
        .isEqualTo(NAME);
    assertThat(tar.descriptor().at("/platform/architecture").asText()).isEqualTo("arm64");
    assertThat(tar.config().at("/architecture").asText()).isEqualTo("arm64");
  }

  @Test
  void the_program_runs_as_it_was_said() throws IOException {
    pause("a")
        .environment("B", "2")
        .environment("A", "1")
        .label("org.opencontainers.image.title", "Pause")
        .port(8080)
        .created(Instant.parse("2026-01-01T00:00:00Z"))
        .writeTo(tar("a.tar"));
    var config = OpenedTar.of(tar("a.tar")).config();

    assertThat(config.at("/config/Entrypoint/0").asText()).isEqualTo("/pause");
    assertThat(config.at("/config/User").asText()).isEqualTo("65535:65535");
    assertThat(config.at("/config/Env").toString()).isEqualTo("[\"A=1\",\"B=2\"]");
    assertThat(config.at("/config/Labels/org.opencontainers.image.title").asText())
        .isEqualTo("Pause");
    assertThat(config.at("/config/ExposedPorts").has("8080/tcp")).isTrue();
    assertThat(config.at("/created").asText()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void sizes_are_those_of_the_layers() throws IOException {
    ImageTar image = pause("a").writeTo(tar("a.tar"));
    OpenedTar tar = OpenedTar.of(tar("a.tar"));

    assertThat(image.layers()).hasSize(1);
    assertThat(image.compressedBytes()).isEqualTo(tar.bytes(tar.layers().getFirst()).length);
    try (var plain =
        new GZIPInputStream(new java.io.ByteArrayInputStream(tar.bytes(tar.layers().getFirst())))) {
      assertThat(image.uncompressedBytes()).isEqualTo(plain.readAllBytes().length);
    }
  }

  @Test
  void an_image_of_ours_is_a_base_for_another() throws IOException {
    ImageTar below = pause("a").writeTo(tar("below.tar"));
    Path text = Files.writeString(folder.resolve("text"), "above");

    ImageBuilder.image("videojob.dev/above:1")
        .base(Base.parse("tar://" + below.file()))
        .layer(Layer.named("text").file(text, "/text"))
        .cache(folder.resolve("cache"))
        .writeTo(tar("above.tar"));
    OpenedTar above = OpenedTar.of(tar("above.tar"));

    assertThat(above.layers()).hasSize(2);
    assertThat(above.layer(0)).containsEntry("pause", "a program");
    assertThat(above.layer(1)).containsEntry("text", "above");
  }

  @Test
  void a_base_that_is_no_file_is_told_as_such() {
    assertThatThrownBy(() -> Base.parse("missing.tar"))
        .hasMessageContaining("'missing.tar'")
        .hasMessageContaining("docker save");
    assertThat(Base.parse("debian:trixie-slim")).isEqualTo(new Base.Registry("debian:trixie-slim"));
  }

  @Test
  void a_name_that_is_none_is_refused() {
    assertThatThrownBy(() -> ImageBuilder.image("Not A Name").writeTo(tar("a.tar")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Not A Name");
  }

  private ImageBuilder pause(String name) throws IOException {
    Path program = folder.resolve(name).resolve("pause");
    if (!Files.exists(program)) {
      Files.createDirectories(program.getParent());
      Files.writeString(program, "a program");
    }
    return ImageBuilder.image(NAME)
        .layer(Layer.named("program").program(program, "/pause"))
        .entrypoint("/pause")
        .user("65535:65535")
        .cache(folder.resolve("cache"));
  }

  private Path tar(String name) {
    return folder.resolve(name);
  }
}
