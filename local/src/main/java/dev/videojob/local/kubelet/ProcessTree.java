package dev.videojob.local.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Ends processes together with all they started.
 *
 * <p>In a container, the end of the first process is the end of all others. Here, children whose
 * parent ended belong to nobody; on Linux they are found by the pod's directory in their
 * environment or as their working directory, on other systems only while their parent lives.
 */
final class ProcessTree {
  private static final Path PROC = Path.of("/proc");

  private ProcessTree() {}

  /** Asks a process to end, waits for its grace, then kills it and everything it started. */
  static void stop(Process process, Duration grace, Path podDirectory) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        descendants = Stream.concat(descendants.stream(), process.descendants()).toList();
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    killLeftovers(podDirectory);
  }

  /** Kills whatever still runs for a pod. */
  static void killLeftovers(Path podDirectory) {
    if (!Files.isDirectory(PROC)) {
      return;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (belongsTo(process, podDirectory)) {
          long id = Long.parseLong(process.getFileName().toString());
          ProcessHandle.of(id).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PROC, e);
    }
  }

  private static boolean belongsTo(Path process, Path podDirectory) {
    try {
      if (Files.readSymbolicLink(process.resolve("cwd")).startsWith(podDirectory)) {
        return true;
      }
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      return new String(environment, StandardCharsets.UTF_8)
          .contains("TMPDIR=" + podDirectory + "/");
    } catch (IOException | SecurityException e) {
      return false; // It ended meanwhile, or belongs to somebody else.
    }
  }
}
