package dev.videojob.e2e.cluster.commands;

import dev.videojob.e2e.cluster.images.ProgramImage;
import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.tools.Program;
import dev.videojob.e2e.cluster.tools.Programs;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster image}. */
@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an image of one of the pinned programs, videojob.dev/NAME:VERSION, and prints where its",
      "tar is, as 'cluster load' takes it."
    })
final class ImageCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "As in ferretdb.")
  private String name = "";

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    var programs = Programs.ofProject(Progress.onStandardError());
    out.println(ProgramImage.of(programs, Program.named(name)).tar());
    out.flush();
    return 0;
  }
}
