package dev.videojob.worker.ffmpeg;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.Cancellation;
import dev.videojob.worker.WorkerFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the programs as children that have no credentials, end when the attempt is stopped, and are
 * killed when they make no progress.
 */
public final class FfmpegRunner {
  private static final Logger LOG = LoggerFactory.getLogger(FfmpegRunner.class);

  private final FfmpegPrograms programs;
  private final Cancellation cancellation;

  public FfmpegRunner(FfmpegPrograms programs, Cancellation cancellation) {
    this.programs = programs;
    this.cancellation = cancellation;
  }

  /** Takes the lines that a child writes to its standard output. */
  @FunctionalInterface
  public interface Lines {
    /** Takes one line and says whether it shows that the child got further. */
    boolean take(String line);
  }

  /**
   * What a child came to.
   *
   * @param exitCode its exit code
   * @param stalled whether it was killed for lack of progress
   * @param log what it wrote to its standard error
   */
  public record Result(int exitCode, boolean stalled, FfmpegLog log) {
    public boolean succeeded() {
      return exitCode == 0 && !stalled;
    }
  }

  /** Runs ffmpeg with {@code arguments} in {@code folder} until it ends. */
  public Result ffmpeg(List<String> arguments, Path folder, Duration stall, Lines lines) {
    return run(programs.ffmpeg(), arguments, folder, stall, lines);
  }

  /** Runs ffprobe with {@code arguments} in {@code folder} until it ends. */
  public Result ffprobe(List<String> arguments, Path folder, Duration limit, Lines lines) {
    return run(programs.ffprobe(), arguments, folder, limit, lines);
  }

  private Result run(
      Path program, List<String> arguments, Path folder, Duration stall, Lines lines) {
    cancellation.check();
    LOG.debug("{} {}", program.getFileName(), arguments);
    Process process = start(program, arguments, folder);
    try (Cancellation.Registration _ = cancellation.onCancel(process::destroyForcibly)) {
      Result result = follow(process, stall, lines);
      cancellation.check();
      return result;
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(Path program, List<String> arguments, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.command().addAll(arguments);
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(programs.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new WorkerFailure(ExitCode.IO_ERROR, program + " could not be started: " + e, e);
    }
  }

  private static Result follow(Process process, Duration stall, Lines lines) {
    FfmpegLog log = new FfmpegLog();
    AtomicLong lastMove = new AtomicLong(System.nanoTime());
    CompletableFuture<Void> read =
        CompletableFuture.allOf(
            readLines(process.getErrorStream(), log::add),
            readLines(
                process.getInputStream(),
                line -> {
                  if (lines.take(line)) {
                    lastMove.set(System.nanoTime());
                  }
                }));
    boolean stalled = stalls(process, stall, lastMove);
    return new Result(exitCode(process, read), stalled, log);
  }

  /** Waits for the end of a child, and kills it when it makes no progress for so long. */
  private static boolean stalls(Process process, Duration stall, AtomicLong lastMove) {
    while (!endsWithin(process, remaining(stall, lastMove))) {
      if (remaining(stall, lastMove).isZero()) {
        process.destroyForcibly();
        return true;
      }
    }
    return false;
  }

  private static Duration remaining(Duration stall, AtomicLong lastMove) {
    Duration left = stall.minusNanos(System.nanoTime() - lastMove.get());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static boolean endsWithin(Process process, Duration time) {
    try {
      return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw stopped(e);
    }
  }

  private static int exitCode(Process process, CompletableFuture<Void> read) {
    try {
      read.get();
      return process.waitFor();
    } catch (InterruptedException e) {
      throw stopped(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the output of a child could not be followed", e.getCause());
    }
  }

  private static WorkerFailure stopped(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new WorkerFailure(ExitCode.TERMINATED, "The worker was told to stop.", e);
  }

  /**
   * Reads to the end on a platform thread: a virtual one that waits for a pipe holds its carrier,
   * and on JDK 25 none replaces it for longer than 30 s, so that on one or two processors nothing
   * else would run.
   */
  private static CompletableFuture<Void> readLines(InputStream stream, Consumer<String> lines) {
    return CompletableFuture.runAsync(
        () -> {
          try (BufferedReader reader =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
              lines.accept(line);
            }
          } catch (IOException e) {
            LOG.debug("The output of a child that was stopped could not be read to its end", e);
          }
        },
        Thread.ofPlatform().daemon().name("ffmpeg-output")::start);
  }
}
