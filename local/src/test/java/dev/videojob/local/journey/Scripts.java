package dev.videojob.local.journey;

import dev.videojob.local.command.WorkerProgram;
import java.util.List;
import java.util.stream.Collectors;

/** Shell scripts that stand for images of workers. */
final class Scripts {
  private Scripts() {}

  /** The command that runs {@code text}. */
  static List<String> of(String text) {
    return List.of("/bin/sh", "-c", text);
  }

  /** The real worker, as a script names it. */
  static String worker() {
    return WorkerProgram.command().stream()
        .map(part -> "'" + part + "'")
        .collect(Collectors.joining(" "));
  }
}
