package dev.videojob.local.command;

import dev.videojob.local.LocalEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;

/** A file of KEY=value lines with the endpoints of a platform. */
final class EnvironmentFile {
  private EnvironmentFile() {}

  /** Whole or not at all: who waits for the file must not read half of it. */
  static void write(LocalEndpoints endpoints, Path file) throws IOException {
    var lines =
        endpoints.asEnvironment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining());
    var target = file.toAbsolutePath();
    var aside = target.resolveSibling(target.getFileName() + ".new");
    Files.writeString(aside, lines);
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
