package dev.videojob.local.journey;

import dev.videojob.local.LocalEndpoints;
import dev.videojob.operator.config.OperatorConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The operator as its image runs it: a program of its own that knows its environment only. */
final class OperatorProgram implements AutoCloseable {
  private static final Path LIBRARIES =
      Path.of("").toAbsolutePath().resolveSibling("operator").resolve("target/lib");

  private final Process process;

  private OperatorProgram(Process process) {
    this.process = process;
  }

  /** Starts an operator with the settings that {@code config} has, given as variables. */
  static OperatorProgram start(LocalEndpoints endpoints, OperatorConfig config) {
    return start(endpoints, config, Map.of());
  }

  /** The same, with some variables of one's own. */
  static OperatorProgram start(
      LocalEndpoints endpoints, OperatorConfig config, Map<String, String> variables) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", LIBRARIES + "/*", "dev.videojob.operator.OperatorMain"));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().keySet().removeIf(name -> name.startsWith("VIDEOJOB_"));
    builder.environment().putAll(endpoints.asEnvironment());
    builder.environment().putAll(settings(config));
    builder.environment().putAll(variables);
    try {
      return new OperatorProgram(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> settings(OperatorConfig config) {
    var worker = config.worker();
    return Map.of(
        "VIDEOJOB_STOP_GRACE_SECONDS", String.valueOf(config.stopGrace().toSeconds()),
        "VIDEOJOB_HTTP_HOST", config.http().host(),
        "VIDEOJOB_HTTP_PORT", String.valueOf(config.http().port()),
        "VIDEOJOB_PROGRESS_URL", String.valueOf(worker.progressBaseUrl()),
        "VIDEOJOB_WORKER_IMAGE", worker.image(),
        "VIDEOJOB_WORKER_CREDENTIALS_SECRET", String.valueOf(worker.credentialsSecret()),
        "VIDEOJOB_WORKER_CPU", worker.cpu(),
        "VIDEOJOB_WORKER_MEMORY", worker.memory(),
        "VIDEOJOB_WORKER_ENVIRONMENT",
            worker.environment().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(",")));
  }

  /** Whether it still runs. */
  boolean runs() {
    return process.isAlive();
  }

  /** The exit code of one that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Asks it to end, as Kubernetes does, and does not wait. */
  void askToEnd() {
    process.destroy();
  }

  /** Ends it, if it still runs, in a way that lets it do nothing more. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the operator does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as Kubernetes does. */
  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }
}
