package dev.videojob.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** CPU time of processes, in steps of 10 ms; Linux only (proc_pid_stat(5)). */
public final class ProcessCpu {
  private static final int OWN = 11;
  private static final int CHILDREN = 13;
  private static final long TICKS_PER_SECOND = 100;

  private ProcessCpu() {}

  /** Of this process's children that have ended, and of theirs. */
  public static Duration ofChildren() {
    return ofFields("self", CHILDREN);
  }

  /** Of a process that runs, its ended children left out. */
  public static Duration of(long pid) {
    return ofFields(Long.toString(pid), OWN);
  }

  /** The time in user mode and the one in the kernel stand side by side. */
  private static Duration ofFields(String process, int first) {
    try {
      var stat = Files.readString(Path.of("/proc", process, "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      var ticks = Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1]);
      return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    } catch (IOException e) {
      throw new UncheckedIOException("the CPU time of process " + process + " cannot be read", e);
    }
  }
}
