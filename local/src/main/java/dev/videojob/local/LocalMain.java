package dev.videojob.local;

import dev.videojob.contract.ProgramVersion;
import dev.videojob.local.command.DemoCommand;
import dev.videojob.local.command.DescribeCommand;
import dev.videojob.local.command.GetCommand;
import dev.videojob.local.command.StandInCommand;
import dev.videojob.local.command.UpCommand;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that the launcher runs on one machine. */
@Command(
    name = "videojob",
    mixinStandardHelpOptions = true,
    description = "The VideoJob operator on one machine.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      GetCommand.class,
      DescribeCommand.class,
      StandInCommand.class,
    })
public final class LocalMain {
  /** Commands that run until they are stopped: what goes wrong meanwhile is worth a line. */
  private static final Set<String> SERVERS = Set.of("up", "stand-in");

  private LocalMain() {}

  /** Runs one command; the exit code is its own, 2 for arguments that cannot be used. */
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    if (arguments.length > 0 && !SERVERS.contains(arguments[0])) {
      System.setProperty("VIDEOJOB_LOG_LEVEL", System.getProperty("VIDEOJOB_LOG_LEVEL", "ERROR"));
    }
    var root = new CommandLine(new LocalMain());
    root.getCommandSpec().version("videojob " + ProgramVersion.current());
    root.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().version(root.getCommandSpec().version()));
    System.exit(
        root.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println("videojob: " + failure.getMessage());
                  return 1;
                })
            .execute(arguments));
  }
}
