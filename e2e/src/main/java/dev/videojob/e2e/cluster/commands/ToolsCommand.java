package dev.videojob.e2e.cluster.commands;

import dev.videojob.e2e.cluster.images.ProgramImage;
import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.tools.Program;
import dev.videojob.e2e.cluster.tools.Programs;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster tools}. */
@Command(
    name = "tools",
    mixinStandardHelpOptions = true,
    description =
        "Prints where the pinned programs are, one a line; builds those that are not yet.")
final class ToolsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "As in kubectl, helm, kwok, ferretdb, toxiproxy. Default: all.")
  private List<String> names = List.of();

  @Option(
      names = "--image",
      description =
          "Prints the tars of images with nothing but the program; makes them if need be.")
  private boolean image;

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    var programs = Programs.ofProject(Progress.onStandardError());
    var wanted =
        names.isEmpty()
            ? Arrays.asList(Program.values())
            : names.stream().map(Program::named).toList();
    wanted.forEach(
        program ->
            out.println(image ? ProgramImage.of(programs, program).tar() : programs.path(program)));
    out.flush();
    return 0;
  }
}
