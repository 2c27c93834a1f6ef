package dev.videojob.e2e.cluster.commands;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cluster down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Ends the cluster and removes its processes, mounts, interfaces, iptables chains and data,",
      "also after a crash. Images stay, so that the next start is quick, and so do logs.",
      "Exits with 1 and a list when something could not be removed."
    })
final class DownCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Option(names = "--purge", description = "Removes images and logs too.")
  private boolean purge;

  @Override
  public Integer call() throws IOException {
    var err = Objects.requireNonNull(spec).commandLine().getErr();
    var cluster = options.cluster();
    var left = cluster.takeDown();
    left.forEach(one -> err.println("videojob: still there: " + one));
    if (!left.isEmpty()) {
      return 1;
    }
    if (purge) {
      cluster.purge();
    }
    err.println("Nothing of the cluster is left" + (purge ? "." : " but its images and logs."));
    return 0;
  }
}
