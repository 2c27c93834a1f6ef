package dev.videojob.local.command;

import picocli.CommandLine.Command;

/** {@code stand-in}: one server in place of a cloud's, for others to use. */
@Command(
    name = "stand-in",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one server in place of a cloud's, until it is told to stop (SIGTERM, Ctrl-C).",
      "The image videojob.dev/stand-ins runs these commands in tests on a cluster."
    },
    subcommands = {
      SqsStandInCommand.class,
      S3StandInCommand.class,
      PlatformStandInCommand.class,
    })
public final class StandInCommand {}
