package dev.videojob.e2e.cluster.commands;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cluster up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the cluster up and waits until pods can run; does nothing where it is up, and starts",
      "what has died. Prints a line for the shell: eval \"$(./videojob cluster up)\"."
    })
final class UpCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() throws IOException {
    var commandLine = Objects.requireNonNull(spec).commandLine();
    var kubeconfig = options.cluster().up();
    commandLine.getOut().println("export KUBECONFIG=" + kubeconfig);
    commandLine.getOut().flush();
    commandLine
        .getErr()
        .println(
            """

            The cluster is up. Give your shell the line above, then look with
              $(./videojob cluster tools kubectl) get nodes
            './videojob e2e' runs the tests on it, './videojob cluster down' takes it away.""");
    return 0;
  }
}
