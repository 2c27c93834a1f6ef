package dev.videojob.worker;

import dev.videojob.contract.ExitCode;
import dev.videojob.contract.ProgramVersion;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The worker's command line. Without a command it does {@code run}. */
public final class WorkerMain {
  private WorkerMain() {}

  @Command(
      name = "videojob-worker",
      mixinStandardHelpOptions = true,
      description = "Makes the renditions of one video and publishes them.",
      footer = {
        "",
        "Settings, from the environment:",
        "  VIDEOJOB_TASK_FILE        JSON file with the task",
        "  VIDEOJOB_TERMINATION_LOG  file that takes the JSON report; default"
            + " /dev/termination-log",
        "                            where it can be written, else the log only",
        "  VIDEOJOB_SCRATCH_DIR      folder for scratch files; default the system's",
        "  VIDEOJOB_CPU_LIMIT        threads of ffmpeg; default the processors of this process",
        "  VIDEOJOB_FFMPEG_DIR       folder that holds ffmpeg and ffprobe; default the packaged ones",
        "  VIDEOJOB_FFMPEG_CACHE     folder that the packaged ones are unpacked into; default",
        "                            the user's cache folder",
        "  VIDEOJOB_LOG_FORMAT       text (default) or json, on standard error",
        "  VIDEOJOB_LOG_LEVEL        ERROR, WARN, INFO (default) or DEBUG",
        "  AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, …",
        "                            region and credentials as AWS programs have them",
        "  AWS_ENDPOINT_URL_S3       address of an S3 that is not Amazon's",
        "",
        "Exit codes: 0 published; 10 to 19 no retry can help (10 invalid input, 11 unsupported",
        "input, 12 limit exceeded, 13 source gone, 14 bad configuration); 20 to 29 a retry may",
        "help (20 I/O, 21 scratch full, 22 verification failed, 23 throttled); 143 told to stop",
        "or superseded."
      })
  private static final class Root {}

  public static void main(String[] arguments) {
    System.exit(execute(System.getenv(), arguments));
  }

  /**
   * Runs the command that {@code arguments} name.
   *
   * @return the exit code
   */
  static int execute(Map<String, String> environment, String... arguments) {
    CommandLine root = new CommandLine(CommandSpec.forAnnotatedObject(new Root()));
    RunCommand run = new RunCommand(environment);
    root.addSubcommand(run);
    root.addSubcommand(new ProfilesCommand());
    root.getCommandSpec().version("videojob-worker " + ProgramVersion.current());
    root.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().version(root.getCommandSpec().version()));
    root.setUsageHelpWidth(100);
    root.setExecutionStrategy(
        parsed -> {
          if (!parsed.hasSubcommand()
              && !parsed.isUsageHelpRequested()
              && !parsed.isVersionHelpRequested()) {
            return run.call();
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    root.setParameterExceptionHandler(
        (e, _) -> {
          e.getCommandLine().getErr().println(e.getMessage());
          e.getCommandLine().usage(e.getCommandLine().getErr());
          return ExitCode.BAD_CONFIGURATION.code();
        });
    return root.execute(arguments);
  }
}
