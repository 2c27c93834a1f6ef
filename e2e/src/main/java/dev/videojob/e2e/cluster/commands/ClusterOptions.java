package dev.videojob.e2e.cluster.commands;

import dev.videojob.e2e.cluster.Cluster;
import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.tools.Programs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
final class ClusterOptions {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the cluster is kept. Default: videojob/cluster in the user's cache folder.")
  private @Nullable Path dir;

  ClusterDirectory directory() {
    return dir == null ? ClusterDirectory.standard() : new ClusterDirectory(dir);
  }

  Cluster cluster() {
    var progress = Progress.onStandardError();
    return new Cluster(directory(), Programs.ofProject(progress), progress);
  }
}
