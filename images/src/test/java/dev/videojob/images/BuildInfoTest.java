package dev.videojob.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildInfoTest {
  @Test
  void the_version_is_a_tag_and_the_time_is_the_one_of_the_build(@TempDir Path folder) {
    BuildInfo info = BuildInfo.read(folder);

    assertThat(info.version()).matches("[0-9]+[.][0-9a-z.-]+");
    assertThat(info.created()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(info.ffmpegVersion()).matches("[0-9]+[.][0-9.-]+");
  }

  @Test
  void outside_of_a_git_checkout_labels_do_not_pretend(@TempDir Path folder) {
    assertThat(BuildInfo.read(folder).labels("Title", "Text"))
        .containsEntry("org.opencontainers.image.title", "Title")
        .doesNotContainKeys("org.opencontainers.image.revision", "org.opencontainers.image.source");
  }

  @Test
  void a_token_in_the_remote_stays_out_of_the_image() {
    assertThat(BuildInfo.withoutCredentials("https://me:token@example.org/video.git"))
        .isEqualTo("https://example.org/video.git");
    assertThat(BuildInfo.withoutCredentials("git@example.org:video.git"))
        .isEqualTo("git@example.org:video.git");
  }
}
