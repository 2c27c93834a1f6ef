package dev.videojob.e2e.cluster.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of this machine, which a later one with the same number is not taken for.
 *
 * @param pid its number
 * @param startTicks when the kernel started it, in clock ticks since boot: field 22 of {@code
 *     /proc/PID/stat}, see proc_pid_stat(5)
 */
public record RunningProcess(long pid, long startTicks) {
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int START_TICKS = 19;

  /** The process with this number, unless it has ended. */
  public static Optional<RunningProcess> of(long pid) {
    return stat(pid)
        .filter(RunningProcess::lives)
        .map(fields -> new RunningProcess(pid, Long.parseLong(fields.get(START_TICKS))));
  }

  /** All processes of the machine. */
  public static List<RunningProcess> all() {
    try (var entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .flatMap(name -> of(Long.parseLong(name)).stream())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Reads what {@link #toString} wrote. */
  public static RunningProcess parse(String text) {
    var parts = text.strip().split(" ", 2);
    return new RunningProcess(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  /** Whether it still runs; one that has ended and waits for its parent does not. */
  public boolean isAlive() {
    return of(pid).equals(Optional.of(this));
  }

  /** Its command line; empty when it has ended. */
  public List<String> commandLine() {
    return List.of(read("cmdline").split("\0", -1));
  }

  /** Its control groups as the kernel lists them, one a line; empty when it has ended. */
  public String controlGroups() {
    return read("cgroup");
  }

  /** When it was started. */
  public Optional<Instant> startTime() {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
  }

  /** Itself and all that it has started, parents first. */
  public Stream<RunningProcess> tree() {
    var children =
        all().stream()
            .filter(
                process ->
                    stat(process.pid)
                        .filter(fields -> Long.parseLong(fields.get(PARENT)) == pid)
                        .isPresent());
    return Stream.concat(Stream.of(this), children.flatMap(RunningProcess::tree));
  }

  /** Asks it to end. */
  public void terminate() {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
  }

  /** Ends it without asking. */
  public void kill() {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Asks it to end, waits, and ends it without asking when it is still there.
   *
   * @param grace how long it may take
   * @return whether it is gone
   */
  public boolean stop(Duration grace) {
    terminate();
    if (!awaitEnd(grace)) {
      kill();
    }
    return awaitEnd(Duration.ofSeconds(10));
  }

  private boolean awaitEnd(Duration limit) {
    return Condition.holdsWithin(limit, () -> !isAlive());
  }

  @Override
  public String toString() {
    return pid + " " + startTicks;
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid, file));
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean lives(List<String> stat) {
    return !List.of("Z", "X").contains(stat.get(STATE));
  }

  /** The fields after the program's name, which is in parentheses and may hold any character. */
  private static Optional<List<String>> stat(long pid) {
    try {
      var text = Files.readString(Path.of("/proc/" + pid, "stat"));
      return Optional.of(List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
