package dev.videojob.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** The machine that everything shares; Linux only (proc(5)). */
final class Machine {
  private static final Duration SAMPLE = Duration.ofSeconds(2);
  private static final double QUIET = 0.75;

  /** Of the fields of /proc/stat's first line: idle, and idle while waiting for a disk. */
  private static final int IDLE = 3;

  private static final int IO_WAIT = 4;

  private Duration patience;

  /**
   * This machine.
   *
   * @param patience how long is waited for other work to end, in all
   */
  Machine(Duration patience) {
    this.patience = patience;
  }

  static double load() {
    return Double.parseDouble(read("/proc/loadavg").split(" ", -1)[0]);
  }

  /** Such as {@code 2 CPUs (AMD EPYC 7B13), 23 GiB}. */
  static String described() {
    var model =
        read("/proc/cpuinfo")
            .lines()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
    var kibibytes =
        Long.parseLong(read("/proc/meminfo").lines().findFirst().orElse("0").replaceAll("\\D", ""));
    return "%d CPUs (%s), %d GiB"
        .formatted(Runtime.getRuntime().availableProcessors(), model, kibibytes >> 20);
  }

  /** Returns when three quarters of the CPU time are free for 2 s, or when patience has ended. */
  void awaitQuiet() {
    var from = Instant.now();
    while (Duration.between(from, Instant.now()).compareTo(patience) < 0) {
      if (idle() >= QUIET) {
        return;
      }
    }
    patience = Duration.ZERO;
    System.err.println("The machine has other work all the time. Measuring all the same.");
  }

  private static double idle() {
    var before = ticks();
    LockSupport.parkNanos(SAMPLE.toNanos());
    var after = ticks();
    var idle = after[IDLE] + after[IO_WAIT] - before[IDLE] - before[IO_WAIT];
    return (double) idle / (Arrays.stream(after).sum() - Arrays.stream(before).sum());
  }

  private static long[] ticks() {
    var line = read("/proc/stat").lines().findFirst().orElseThrow();
    return Arrays.stream(line.replaceFirst("^cpu +", "").split(" ", -1))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
