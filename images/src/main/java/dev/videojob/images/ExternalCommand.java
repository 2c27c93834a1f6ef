package dev.videojob.images;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that is run to its end for what it does or says.
 *
 * @param command the program and its arguments
 * @param environment variables beside those of this process
 * @param input what it reads from its standard input
 * @param limit the longest that it may take
 */
public record ExternalCommand(
    List<String> command, Map<String, String> environment, String input, Duration limit) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Platform threads: a virtual one that waits for a pipe holds its carrier. */
  private static final Executor THREADS = Thread.ofPlatform().daemon()::start;

  /**
   * How a program ended.
   *
   * @param exitCode 0 for success
   * @param output what it wrote to its standard output
   * @param errors what it wrote to its standard error
   */
  public record Outcome(int exitCode, String output, String errors) {
    /** Whether the program says that it did its work. */
    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  public ExternalCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A program that reads nothing and has two minutes. */
  public static ExternalCommand of(String... command) {
    return of(List.of(command));
  }

  /** A program that reads nothing and has two minutes. */
  public static ExternalCommand of(List<String> command) {
    return new ExternalCommand(command, Map.of(), "", LIMIT);
  }

  /** The same with a text on its standard input. */
  public ExternalCommand reading(String text) {
    return new ExternalCommand(command, environment, text, limit);
  }

  /** The same with one more variable. */
  public ExternalCommand with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new ExternalCommand(command, more, input, limit);
  }

  /** The same with another time. */
  public ExternalCommand within(Duration time) {
    return new ExternalCommand(command, environment, input, time);
  }

  /** Whether a program of that name is on the path. */
  public static boolean exists(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs it, for its time at the most, however it ends. */
  public Outcome run() {
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      var process = builder.start();
      process
          .onExit()
          .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(
              _ -> {
                process.destroyForcibly();
                return process;
              });
      var output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), THREADS);
      var errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), THREADS);
      write(process);
      return new Outcome(process.waitFor(), output.join(), errors.join());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
    }
  }

  /**
   * Runs it and returns its output.
   *
   * @throws IllegalStateException with what it said, if it did not succeed
   */
  public String output() {
    var outcome = run();
    if (!outcome.succeeded()) {
      throw new IllegalStateException(
          String.join(" ", command)
              + " ended with "
              + outcome.exitCode()
              + ": "
              + (outcome.output() + outcome.errors()).strip());
    }
    return outcome.output();
  }

  /** A program that has ended before it read everything says so by its exit code. */
  private void write(Process process) {
    try (var sink = process.getOutputStream()) {
      sink.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
