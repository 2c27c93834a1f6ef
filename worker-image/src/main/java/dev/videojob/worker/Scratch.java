package dev.videojob.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder for the files of one attempt; gone when it is closed. */
final class Scratch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  private final Path folder;

  private Scratch(Path folder) {
    this.folder = folder;
  }

  static Scratch in(Path parent, String name) {
    try {
      Files.createDirectories(parent);
      return new Scratch(Files.createTempDirectory(parent, name + "-"));
    } catch (IOException e) {
      throw new UncheckedIOException("The scratch folder " + parent + " cannot be used", e);
    }
  }

  Path source() {
    return folder.resolve("source");
  }

  Path outputs() {
    return folder.resolve("out");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("The scratch folder {} could not be removed", folder, e);
    }
  }
}
