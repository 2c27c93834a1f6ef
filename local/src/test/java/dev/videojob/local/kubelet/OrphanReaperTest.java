package dev.videojob.local.kubelet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OrphanReaperTest {
  @TempDir private Path directory;

  @Test
  void no_process_outlives_a_jvm_that_was_killed_not_even_with_an_empty_environment()
      throws Exception {
    Path pods = directory.resolve("pods");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KilledKubelet.class.getName(),
                pods.toString(),
                "sleep 4711 & env -i sleep 4712")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("running");
    }
    await().atMost(5, SECONDS).until(() -> runs("sleep 4711") && runs("sleep 4712"));

    jvm.destroyForcibly();

    await().atMost(10, SECONDS).until(() -> !runs("sleep 4711") && !runs("sleep 4712"));
    await().atMost(5, SECONDS).until(() -> !Files.exists(pods));
  }

  private static boolean runs(String command) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .anyMatch(line -> line.endsWith(command) && !line.contains("/sh"));
  }
}
