package dev.videojob.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is generated from the settings is committed, and must say the same. */
class SettingsReferenceIsUpToDateTest {
  private static final String REMEDY =
      "The settings have changed and their page has not. Run: " + SettingsReference.COMMAND;

  @Test
  void the_committed_page_says_what_the_settings_say() {
    assertThat(Path.of("..", "docs", "configuration.md"))
        .as(REMEDY)
        .hasContent(SettingsReference.page());
  }

  @Test
  void the_example_on_the_page_is_a_file_that_the_operator_takes(@TempDir Path folder)
      throws Exception {
    var config = ConfigReader.read(Map.of(), written(folder));

    assertThat(config.namespaces()).containsExactlyInAnyOrder("video", "video-staging");
    assertThat(config.worker().environment()).containsEntry("AWS_REGION", "eu-central-1");
  }

  private static Path written(Path folder) throws IOException {
    var page = SettingsReference.page();
    var from = page.indexOf("```yaml\n") + "```yaml\n".length();
    return Files.writeString(
        folder.resolve("config.yaml"), page.substring(from, page.lastIndexOf("```")));
  }
}
