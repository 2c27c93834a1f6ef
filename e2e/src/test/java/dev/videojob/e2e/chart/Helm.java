package dev.videojob.e2e.chart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real Helm, on our chart. */
final class Helm {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String RELEASE = "videojob";
  private static final String NAMESPACE = "videojob-system";

  private Helm() {}

  /** What a run came to. */
  record Result(int exitCode, String output, String errors) {
    /** The output of a run that went well. */
    String ok() {
      if (exitCode != 0) {
        throw new AssertionError("Helm ended with " + exitCode + ": " + errors);
      }
      return output;
    }

    /** What Helm said as it refused. */
    String refusal() {
      if (exitCode == 0) {
        throw new AssertionError("Helm was expected to refuse this");
      }
      return errors;
    }
  }

  /**
   * The program: {@code VIDEOJOB_HELM}, else where the cluster's tools are built, else the PATH.
   */
  static Path program() {
    var home = Path.of(System.getProperty("user.home"), ".cache/videojob/bin/helm");
    var onPath =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "helm"));
    return Stream.concat(
            Stream.of(System.getProperty("videojob.helm"), System.getenv("VIDEOJOB_HELM"))
                .filter(Objects::nonNull)
                .map(Path::of),
            Stream.concat(Stream.of(home), onPath))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The chart's tests need Helm: set VIDEOJOB_HELM to it, or have"
                        + " ./videojob cluster up build it."));
  }

  /** Renders the chart as release {@code videojob} of {@code videojob-system}. */
  static Result template(String values, String... options) {
    return run(values, "template", options);
  }

  /** What Helm would print after an installation; nothing is asked of a cluster. */
  static String notes(String values) {
    var printed = run(values, "install", "--dry-run=client").ok();
    return printed.substring(printed.indexOf("NOTES:"));
  }

  static Result lint() {
    return run(List.of(program().toString(), "lint", "--strict", Repository.CHART.toString()), "");
  }

  private static Result run(String values, String verb, String... options) {
    var command = new ArrayList<>(List.of(program().toString(), verb, RELEASE));
    command.add(Repository.CHART.toString());
    command.addAll(List.of("--namespace", NAMESPACE, "--values", "-"));
    command.addAll(List.of(options));
    return run(command, values);
  }

  /** Runs a program to its end, with {@code input} on its standard input. */
  static Result run(List<String> command, String input) {
    // Readers of their own: on two processors the common pool has one thread, and each of the two
    // streams may fill up while the other is read.
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var builder = new ProcessBuilder(command);
      builder.environment().put("KUBECONFIG", "/dev/null");
      var process = builder.start();
      var errors = readers.submit(() -> text(process.getErrorStream()));
      var output = readers.submit(() -> text(process.getInputStream()));
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " has not ended after " + LIMIT);
      }
      return new Result(process.exitValue(), output.get(), errors.get());
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
