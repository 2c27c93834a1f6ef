package dev.videojob.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that come and go together. Every file belongs to root, was modified one second after the
 * epoch, can be read by everybody, and can be run by everybody if its source can be run.
 */
public final class Layer {
  /** The modification time of every file. */
  public static final Instant MODIFIED = Instant.ofEpochSecond(1);

  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");

  private final FileEntriesLayer.Builder layer;

  private Layer(String name) {
    layer = FileEntriesLayer.builder().setName(name);
  }

  /**
   * Starts an empty layer.
   *
   * @param name what the image's history calls it
   */
  public static Layer named(String name) {
    return new Layer(name);
  }

  /**
   * Adds a file.
   *
   * @param source the file on this machine
   * @param path its absolute path in the image
   */
  public Layer file(Path source, String path) {
    return add(source, path, Files.isExecutable(source) ? PROGRAM : FILE);
  }

  /**
   * Adds a file that can be run, whatever its source says.
   *
   * @param source the file on this machine
   * @param path its absolute path in the image
   */
  public Layer program(Path source, String path) {
    return add(source, path, PROGRAM);
  }

  /**
   * Adds files under their own names, in the order of the names.
   *
   * @param sources the files on this machine
   * @param directory the absolute path of their directory in the image
   */
  public Layer files(List<Path> sources, String directory) {
    sources.stream().sorted().forEach(file -> file(file, directory + "/" + file.getFileName()));
    return this;
  }

  /**
   * Adds everything below a directory; links become copies of what they point to.
   *
   * @param source the directory on this machine
   * @param path its absolute path in the image
   */
  public Layer directory(Path source, String path) {
    try (Stream<Path> tree = Files.walk(source)) {
      tree.filter(Files::isRegularFile)
          .sorted()
          .forEach(file -> file(file, path + "/" + source.relativize(file)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Layer add(Path source, String path, FilePermissions permissions) {
    layer.addEntry(source, AbsoluteUnixPath.get(path), permissions, MODIFIED);
    return this;
  }

  FileEntriesLayer build() {
    return layer.build();
  }
}
