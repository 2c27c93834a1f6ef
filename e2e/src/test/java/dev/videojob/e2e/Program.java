package dev.videojob.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program as a user has it at the shell: kubectl or Helm, with the cluster's kubeconfig. */
public final class Program {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path file;
  private final Map<String, String> environment;
  private final Duration limit;

  Program(Path file, Map<String, String> environment) {
    this(file, environment, LIMIT);
  }

  /**
   * @param limit the longest that a run may take
   */
  public Program(Path file, Map<String, String> environment, Duration limit) {
    this.file = file;
    this.environment = Map.copyOf(environment);
    this.limit = limit;
  }

  /** What a run came to. */
  public record Result(List<String> command, int exitCode, String output, String errors) {

    /** The standard output of a run that went well. */
    public String ok() {
      if (exitCode != 0) {
        throw new AssertionError(this);
      }
      return output;
    }

    /** The standard error of a run that failed. */
    public String refusal() {
      if (exitCode == 0) {
        throw new AssertionError("went well: " + this);
      }
      return errors;
    }

    public List<String> lines() {
      return ok().lines().toList();
    }
  }

  public Result run(String... arguments) {
    return run(null, arguments);
  }

  /** Runs it with {@code input} on its standard input. */
  public Result runWith(String input, String... arguments) {
    return run(input, arguments);
  }

  private Result run(@Nullable String input, String... arguments) {
    var command = new ArrayList<String>();
    command.add(file.toString());
    command.addAll(List.of(arguments));
    try {
      var process = start(command);
      var errors = readAside(process.getErrorStream());
      var output = readAside(process.getInputStream());
      try (var stdin = process.getOutputStream()) {
        if (input != null) {
          stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
      }
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " has not ended after " + limit);
      }
      return new Result(command, process.exitValue(), output.get(), errors.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * On a thread of its own, as a program that nobody listens to stands still; a platform thread, as
   * a virtual one that waits for a pipe holds its carrier.
   */
  private static Future<String> readAside(InputStream stream) {
    var read = new FutureTask<>(() -> read(stream));
    Thread.ofPlatform().daemon().start(read);
    return read;
  }

  /** Starts it and leaves it running; its output is the caller's to read. */
  Process start(String... arguments) {
    var command = new ArrayList<String>();
    command.add(file.toString());
    command.addAll(List.of(arguments));
    try {
      return start(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String read(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
