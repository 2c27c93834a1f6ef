package dev.videojob.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user starts {@code up}, works with it and stops it while it works. */
class StopJourneyTest {
  @TempDir private Path temporary;

  @TempDir private Path elsewhere;

  private Process up(Path environmentFile) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dvideojob.root=" + Path.of("").toAbsolutePath().getParent());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.videojob.local.LocalMain", "up"));
    command.addAll(List.of("--env-file", environmentFile.toString()));
    return new ProcessBuilder(command)
        .directory(elsewhere.toFile())
        .redirectErrorStream(true)
        .redirectOutput(elsewhere.resolve("up.log").toFile())
        .start();
  }

  private static Map<String, String> read(Path file) throws IOException {
    var environment = new LinkedHashMap<String, String>();
    for (var line : Files.readAllLines(file)) {
      var equals = line.indexOf('=');
      environment.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return environment;
  }

  /** Whether the process was started with SIGINT ignored, which a JVM then leaves so. */
  private static boolean ignoresInterrupts(Process process) throws IOException {
    var status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> (ignored & 2) != 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void a_stop_ends_everything_within_ten_seconds_and_leaves_nothing(String signal)
      throws Exception {
    var environmentFile = elsewhere.resolve("endpoints.env");
    var up = up(environmentFile);
    try {
      assumeThat("INT".equals(signal) && ignoresInterrupts(up))
          .as("a shell that starts this build in the background has it ignore SIGINT")
          .isFalse();
      UserClients.patiently().until(() -> Files.exists(environmentFile));
      var environment = read(environmentFile);
      assertThat(environment.keySet())
          .containsExactly(
              "AWS_ENDPOINT_URL_SQS",
              "AWS_ENDPOINT_URL_S3",
              "AWS_REGION",
              "AWS_ACCESS_KEY_ID",
              "AWS_SECRET_ACCESS_KEY",
              "MONGODB_URI",
              "MONGODB_DATABASE",
              "VIDEOJOB_QUEUE_URL",
              "VIDEOJOB_DLQ_URL",
              "VIDEOJOB_PROCESSED_QUEUE_URL",
              "VIDEOJOB_INPUT_BUCKET",
              "VIDEOJOB_OUTPUT_BUCKET",
              "KUBERNETES_MASTER");
      try (var user = new UserClients(environment)) {
        user.upload(MadeVideos.slow(), "interrupted.mp4");
        UserClients.patiently()
            .until(
                () -> user.jobsOfKey("interrupted.mp4"),
                jobs -> jobs.size() == 1 && CancelJourneyTest.transcodes(jobs.getFirst()));
      }
      var children = up.descendants().toList();
      assertThat(children)
          .extracting(child -> child.info().commandLine().orElse(""))
          .anyMatch(line -> line.contains("ffmpeg"));
      assertThat(temporary).isNotEmptyDirectory();

      var begin = System.nanoTime();
      new ProcessBuilder("kill", "-" + signal, String.valueOf(up.pid())).start().waitFor();

      assertThat(up.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(temporary).isEmptyDirectory();
      assertThat(Files.readString(elsewhere.resolve("up.log")))
          .contains("Ready. Put an object into s3://videos-in")
          .contains("received 1,")
          .doesNotContain("Exception");
    } finally {
      up.descendants().forEach(ProcessHandle::destroyForcibly);
      up.destroyForcibly();
    }
  }
}
