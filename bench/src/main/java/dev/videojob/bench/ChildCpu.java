package dev.videojob.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** CPU time of this process's children that have ended, and of theirs; Linux only. */
final class ChildCpu {
  private static final int FIELDS_BEFORE_CHILDREN = 13;
  private static final long TICKS_PER_SECOND = 100;

  private ChildCpu() {}

  static Duration now() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks =
        Long.parseLong(fields[FIELDS_BEFORE_CHILDREN])
            + Long.parseLong(fields[FIELDS_BEFORE_CHILDREN + 1]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }
}
