package dev.videojob.e2e;

import dev.videojob.contract.ProgramVersion;
import dev.videojob.e2e.cluster.commands.ClusterCommand;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that the launcher runs for a real cluster. */
@Command(
    name = "./videojob",
    mixinStandardHelpOptions = true,
    description = "VideoJob on a real cluster.")
public final class E2eMain {
  private E2eMain() {}

  /** Runs one command; the exit code is its own, 2 for arguments that cannot be used. */
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "videojob-e2e-logback.xml");
    var root = new CommandLine(new E2eMain());
    root.getCommandSpec().version("videojob " + ProgramVersion.current());
    root.addSubcommand(ClusterCommand.create());
    System.exit(
        root.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println("videojob: " + reason(failure));
                  return 1;
                })
            .execute(arguments));
  }

  private static String reason(Throwable failure) {
    var message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    return failure.getCause() == null || failure.getCause().getMessage() == null
        ? message
        : message + ": " + failure.getCause().getMessage();
  }
}
