package dev.videojob.e2e.cluster.commands;

import picocli.CommandLine.Command;

/** {@code cluster}: a real cluster on this machine. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "A real one-node Kubernetes cluster on this machine (Linux, root).",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LoadCommand.class,
      ToolsCommand.class
    })
public final class ClusterCommand {
  private ClusterCommand() {}

  /** For picocli. */
  public static ClusterCommand create() {
    return new ClusterCommand();
  }
}
