package dev.videojob.e2e.cluster.images;

import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.components.ComponentProcesses;
import dev.videojob.e2e.cluster.components.Components;
import dev.videojob.images.ExternalCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The images of the node's containerd, which pods use without a registry. They outlive {@code
 * down}, so a tar that was loaded before is not loaded again.
 */
public final class NodeImages {
  private static final Pattern LOADED = Pattern.compile("unpacking (\\S+) \\(sha256:");

  private final ClusterDirectory directory;

  /** The images of one cluster, whose containerd has to run. */
  public NodeImages(ClusterDirectory directory) {
    this.directory = directory;
  }

  /**
   * What came of loading a tar.
   *
   * @param names the images in it
   * @param wasThere whether the node had them already
   */
  public record Loaded(List<String> names, boolean wasThere) {}

  /**
   * Loads the images of a tar, as of {@code docker save} or in the OCI layout, for the machine's
   * own platform.
   *
   * @throws IllegalStateException with what containerd said, if it is no such tar; or if the
   *     cluster is not up
   */
  public Loaded load(Path tar) {
    if (new ComponentProcesses(directory).of("containerd").isEmpty()) {
      throw new IllegalStateException("the cluster is not up; './videojob cluster up' starts it");
    }
    var record = LoadedTars.read(directory.images().resolve("loaded.properties"));
    var digest = digest(tar);
    var before = record.namesOf(digest);
    if (!before.isEmpty() && names().containsAll(before)) {
      return new Loaded(before, true);
    }
    var said =
        ExternalCommand.of(
                Components.ctr(
                    directory,
                    "images",
                    "import",
                    "--digests=false",
                    tar.toAbsolutePath().toString()))
            .output();
    var names = LOADED.matcher(said).results().map(found -> found.group(1)).toList();
    if (names.isEmpty()) {
      throw new IllegalStateException(tar + " holds no image for this machine: " + said.strip());
    }
    record.add(digest, names);
    return new Loaded(names, false);
  }

  /** The names of all images that the node has. */
  public Set<String> names() {
    return ExternalCommand.of(Components.ctr(directory, "images", "list", "-q"))
        .output()
        .lines()
        .collect(Collectors.toSet());
  }

  /** By a program: this JVM runs without the compiler that makes its own SHA-256 quick. */
  private static String digest(Path tar) {
    var line = ExternalCommand.of("sha256sum", tar.toAbsolutePath().toString()).output();
    return line.substring(0, line.indexOf(' '));
  }
}
