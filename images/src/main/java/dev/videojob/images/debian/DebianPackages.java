package dev.videojob.images.debian;

import dev.videojob.images.ExternalCommand;
import dev.videojob.images.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's packages as files, by mmdebstrap: downloaded, checked against Debian's keys and
 * unpacked; nothing of them is run, so any platform's can be had.
 */
public final class DebianPackages {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** The directory of the control file of each package, where scanners look for it. */
  static final String STATUS = "var/lib/dpkg/status.d";

  private static final Path KEYRINGS = Path.of("/usr/share/keyrings");

  /**
   * Control files in a folder, as in Google's distroless images; dpkg's own file needs dpkg run.
   */
  private static final String KEEP_CONTROL_FILES =
      "mkdir -p \"$1/var/lib/dpkg/status.d\"; for deb in \"$1\"/var/cache/apt/archives/*.deb; do"
          + " dpkg-deb -f \"$deb\" > \"$1/var/lib/dpkg/status.d/$(dpkg-deb -f \"$deb\" Package)\";"
          + " done";

  private DebianPackages() {}

  /** The newest release whose keys this machine has. */
  public static String suite() {
    return Files.exists(KEYRINGS.resolve("debian-archive-trixie-stable.gpg"))
        ? "trixie"
        : "bookworm";
  }

  /**
   * Unpacks packages and what they depend on.
   *
   * @param platform whose packages
   * @param packages their names
   * @param tar takes the files
   * @param epoch the time of files that are made, in seconds
   * @throws IllegalStateException when mmdebstrap is missing or fails
   */
  public static void unpack(Platform platform, List<String> packages, Path tar, long epoch) {
    if (!ExternalCommand.exists("mmdebstrap")) {
      throw new IllegalStateException(
          "The images' operating system is made of Debian's packages by mmdebstrap, which is not"
              + " here. Run 'apt-get install mmdebstrap', or name a base image by --base.");
    }
    List<String> command = new ArrayList<>();
    command.addAll(List.of("mmdebstrap", "--quiet", "--variant=extract"));
    command.add("--architectures=" + platform.architecture());
    command.add("--include=" + String.join(",", packages));
    command.add("--extract-hook=" + KEEP_CONTROL_FILES);
    command.addAll(List.of(suite(), tar.toString()));
    ExternalCommand.of(command)
        .with("SOURCE_DATE_EPOCH", Long.toString(epoch))
        .within(LIMIT)
        .output();
  }
}
