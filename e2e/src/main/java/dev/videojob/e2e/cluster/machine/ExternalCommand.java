package dev.videojob.e2e.cluster.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run to its end for what it does or says.
 *
 * @param command the program and its arguments
 * @param input what it reads from its standard input
 */
public record ExternalCommand(List<String> command, String input) {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Executor THREADS = Thread::startVirtualThread;

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
  }

  /** A program that reads nothing. */
  public static ExternalCommand of(String... command) {
    return new ExternalCommand(Arrays.asList(command), "");
  }

  /** A program that reads nothing. */
  public static ExternalCommand of(List<String> command) {
    return new ExternalCommand(command, "");
  }

  /** The same with a text on its standard input. */
  public ExternalCommand reading(String text) {
    return new ExternalCommand(command, text);
  }

  /** Runs it, for two minutes at the most, however it ends. */
  public Outcome run() {
    try {
      var process = new ProcessBuilder(command).start();
      process
          .onExit()
          .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
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
