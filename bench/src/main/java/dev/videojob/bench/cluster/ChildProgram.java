package dev.videojob.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs beside us and writes its log to a file; ends with its closing, or with us.
 */
final class ChildProgram implements AutoCloseable {
  private static final int STOP_SECONDS = 40;

  private final Process process;
  private final Thread atExit;

  private ChildProgram(Process process) {
    this.process = process;
    this.atExit = new Thread(process::destroy, "stop-" + process.pid());
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static ChildProgram start(Path log, List<String> command, Map<String, String> environment) {
    try {
      Files.createDirectories(log.getParent());
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      return new ChildProgram(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(command.getFirst() + " cannot be started", e);
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  long pid() {
    return process.pid();
  }

  boolean lives() {
    return process.isAlive();
  }

  /** Asks it to end, and ends it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // We are about to end ourselves.
    }
  }
}
