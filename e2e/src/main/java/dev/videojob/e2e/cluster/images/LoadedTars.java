package dev.videojob.e2e.cluster.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** From which tar each of the node's images was loaded last. */
final class LoadedTars {
  private static final String NAMES = "tar.";
  private static final String SOURCE = "image.";

  private final Path file;
  private final Properties entries = new Properties();

  private LoadedTars(Path file) {
    this.file = file;
  }

  static LoadedTars read(Path file) {
    var tars = new LoadedTars(file);
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        tars.entries.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return tars;
  }

  /** The images of a tar, if none of them was loaded from another one since; else none. */
  List<String> namesOf(String digest) {
    var names =
        List.of(entries.getProperty(NAMES + digest, "").split(" ", -1)).stream()
            .filter(name -> !name.isEmpty())
            .toList();
    return names.stream().allMatch(name -> digest.equals(entries.getProperty(SOURCE + name)))
        ? names
        : List.of();
  }

  void add(String digest, List<String> names) {
    entries.setProperty(NAMES + digest, String.join(" ", names));
    names.forEach(name -> entries.setProperty(SOURCE + name, digest));
    try (var writer = Files.newBufferedWriter(file)) {
      entries.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
