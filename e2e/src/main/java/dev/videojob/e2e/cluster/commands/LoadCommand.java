package dev.videojob.e2e.cluster.commands;

import dev.videojob.e2e.cluster.images.NodeImages;
import dev.videojob.e2e.cluster.machine.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cluster load}. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Gives images to the node, so that pods run them without a registry. A tar that the node has",
      "already is not loaded again."
    })
final class LoadCommand implements Callable<Integer> {
  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE.tar",
      description = "An image as 'docker save' writes it, or in the OCI layout.")
  private List<Path> tars = List.of();

  @Override
  public Integer call() {
    var progress = Progress.onStandardError();
    var images = new NodeImages(options.directory());
    for (var tar : tars) {
      var loaded = images.load(tar);
      progress.say(
          (loaded.wasThere() ? "was there: " : "loaded: ") + String.join(", ", loaded.names()));
    }
    return 0;
  }
}
