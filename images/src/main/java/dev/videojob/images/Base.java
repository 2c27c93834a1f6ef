package dev.videojob.images;

import java.nio.file.Files;
import java.nio.file.Path;

/** What an image is built on. */
public sealed interface Base {

  /** Nothing: for programs that need no file but themselves. */
  record Scratch() implements Base {}

  /**
   * An image in a file.
   *
   * @param tar as {@code docker save} writes it, so also each tar that {@link ImageBuilder} writes
   */
  record Tar(Path tar) implements Base {}

  /**
   * An image in a registry.
   *
   * @param name such as {@code debian:trixie-slim} or {@code registry.example/base@sha256:…}
   */
  record Registry(String name) implements Base {}

  /**
   * Reads what people write: the path of a tar that exists, also with {@code tar://} before it, or
   * the name of an image in a registry.
   *
   * @throws IllegalArgumentException when a tar is named that does not exist
   */
  static Base parse(String text) {
    boolean saysTar = text.startsWith("tar://");
    Path path = Path.of(saysTar ? text.substring("tar://".length()) : text);
    if (Files.isRegularFile(path)) {
      return new Tar(path.toAbsolutePath());
    }
    if (saysTar || text.endsWith(".tar") || text.startsWith("/") || text.startsWith(".")) {
      throw new IllegalArgumentException(
          "The base '" + text + "' is no file; name a tar that `docker save` wrote, or an image.");
    }
    return new Registry(text);
  }
}
