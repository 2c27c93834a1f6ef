package dev.videojob.images;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine that does one thing and ends. */
public final class Tool {
  private static final long MAX_MINUTES = 15;

  private final List<String> command;
  private final Map<String, String> environment = new LinkedHashMap<>();

  private Tool(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** Names the program and its arguments. */
  public static Tool of(List<String> command) {
    return new Tool(command);
  }

  /** Sets a variable of its environment. */
  public Tool with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Whether a program of that name is on the path. */
  public static boolean exists(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * Runs it.
   *
   * @return what it printed
   * @throws IllegalStateException when it fails, with the end of what it printed, or when it takes
   *     more than 15 minutes
   */
  public String run() {
    var builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(command.getFirst() + " does not end");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            command.getFirst()
                + " failed with exit code "
                + process.exitValue()
                + ":\n"
                + output.substring(Math.max(0, output.length() - 2000)));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(command.getFirst() + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command.getFirst() + " was interrupted", e);
    }
  }
}
