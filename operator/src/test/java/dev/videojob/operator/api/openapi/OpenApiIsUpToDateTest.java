package dev.videojob.operator.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed document is generated, and must say what its sources say. */
class OpenApiIsUpToDateTest {
  @Test
  void the_committed_document_says_what_the_operations_and_the_crds_say() throws Exception {
    assertThat(Path.of("..", "docs", "openapi.json"))
        .as("openapi.json is old. Run: " + OpenApi.COMMAND)
        .hasContent(OpenApi.document());
  }
}
