package dev.videojob.e2e.cluster.teardown;

import dev.videojob.images.ExternalCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What is mounted below a folder. */
final class Mounts {
  private static final int MOUNT_POINT = 4;
  private static final int ROUNDS = 3;
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private final Path folder;

  Mounts(Path folder) {
    this.folder = folder;
  }

  List<Path> list() {
    try {
      return below(folder, Files.readString(Path.of("/proc/self/mountinfo")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Mount points below a folder, the latest first, so that each comes before what it is mounted on.
   *
   * @param mountInfo as in proc_pid_mountinfo(5)
   */
  static List<Path> below(Path folder, String mountInfo) {
    return mountInfo
        .lines()
        .map(line -> Path.of(plain(line.split(" ", -1)[MOUNT_POINT])))
        .filter(path -> path.startsWith(folder))
        .toList()
        .reversed();
  }

  /** The kernel writes a space and the like as a backslash and three octal digits. */
  private static String plain(String escaped) {
    return OCTAL
        .matcher(escaped)
        .replaceAll(digits -> String.valueOf((char) Integer.parseInt(digits.group(1), 8)));
  }

  /** Unmounts them all; what is busy is detached, and goes when its last user does. */
  void unmountAll() {
    for (var round = 0; round < ROUNDS && !list().isEmpty(); round++) {
      for (var mount : list()) {
        if (!ExternalCommand.of("umount", mount.toString()).run().succeeded()) {
          ExternalCommand.of("umount", "--lazy", mount.toString()).run();
        }
      }
    }
  }
}
