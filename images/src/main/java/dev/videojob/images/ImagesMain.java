package dev.videojob.images;

import dev.videojob.images.program.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code images}: builds the images, as files or into a registry. */
@Command(
    name = "images",
    mixinStandardHelpOptions = true,
    description = {
      "Builds the container images, without a Docker daemon: OCI tars, one for each platform, that",
      "`ctr images import`, `kind load image-archive` and `docker load` take; or into a registry.",
      "The same input gives the same digest, but for the layer of the ahead-of-time cache."
    })
public final class ImagesMain implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--base",
      paramLabel = "IMAGE|TAR",
      description = {
        "What the images are put on: an image of a registry, or a tar of `docker save`. It must have",
        "glibc 2.35 or newer, libstdc++ and zlib. Default: Debian, from its packages (mmdebstrap)."
      })
  private @Nullable String base;

  @Option(
      names = "--push",
      paramLabel = "REPO",
      description = {
        "Pushes to REPO/operator:VERSION and so on, with the credentials of Docker's configuration;",
        "two platforms become one index. Default: files in --output."
      })
  private @Nullable String push;

  @Option(
      names = "--platform",
      paramLabel = "PLATFORM",
      split = ",",
      description = "linux/amd64, linux/arm64 or both, by a comma. Default: this machine's.")
  private List<String> platforms = List.of();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the tars are put. Default: target/images.")
  private @Nullable Path output;

  @Option(
      names = "--only",
      paramLabel = "IMAGE",
      split = ",",
      description = "operator, worker, stand-ins, or some of them, by commas. Default: all.")
  private List<String> only = List.of();

  @Option(
      names = "--no-aot",
      description = {
        "Leaves out the ahead-of-time cache: every digest is the same for the same input, a start",
        "takes twice as long."
      })
  private boolean withoutCache;

  @Option(
      names = "--measure",
      description = "Afterwards measures the operator's start, with and without the cache.")
  private boolean measure;

  @Option(
      names = "--start-command",
      paramLabel = "PROGRAM",
      description = {
        "Builds no image: prints the command that starts operator or worker on this machine as its",
        "image does, a word a line, with the runtime and the ahead-of-time cache of the image."
      })
  private @Nullable String started;

  /** Runs the command; the exit code is 0 when every image was built, 1 if not. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ImagesMain())
            .setUsageHelpWidth(100)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println("videojob: " + failure.getMessage());
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() {
    Path checkout = Path.of(System.getProperty("videojob.root", "")).toAbsolutePath();
    Path work = checkout.resolve("target/images/work");
    var command = Objects.requireNonNull(spec).commandLine();
    try {
      if (started != null) {
        printStart(Program.parse(started), checkout, work);
        return 0;
      }
      var request =
          new ImagesBuild.Request(
              base == null ? null : Base.parse(base),
              push,
              platforms.isEmpty()
                  ? List.of(Platform.ofThisMachine())
                  : platforms.stream().map(Platform::parse).distinct().toList(),
              output == null
                  ? checkout.resolve("target/images")
                  : output.toAbsolutePath().normalize(),
              only.isEmpty()
                  ? List.of(Program.values())
                  : only.stream().map(Program::parse).distinct().toList(),
              !withoutCache,
              measure);
      return new ImagesBuild(checkout, work, request, command.getOut()).run() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()));
    }
  }

  private void printStart(Program program, Path checkout, Path work) {
    var command = Objects.requireNonNull(spec).commandLine();
    command.getErr().println("… the files of operator and worker, and a run of both");
    StartHere.command(program, checkout, work).forEach(command.getOut()::println);
    command.getOut().flush();
  }
}
