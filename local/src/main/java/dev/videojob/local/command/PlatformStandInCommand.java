package dev.videojob.local.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stand-in platform}: everything that an operator needs around it, without the operator. */
@Command(
    name = "platform",
    mixinStandardHelpOptions = true,
    description = {
      "Runs SQS, S3, a Mongo-compatible store and a small Kubernetes on the loopback address, with",
      "the VideoQueue 'uploads' in the namespace 'default', for an operator that is started by hand.",
      "That operator needs the variables of --env-file, and VIDEOJOB_WORKER_IMAGE="
          + LocalStack.WORKER_IMAGE
          + ",",
      "VIDEOJOB_WORKER_CREDENTIALS_SECRET=" + LocalStack.CREDENTIALS_SECRET + "."
    })
public final class PlatformStandInCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      required = true,
      description = "Takes the endpoints as KEY=value lines, once everything is ready.")
  private Path environmentFile = Path.of("");

  @Option(
      names = "--worker",
      paramLabel = "PROGRAM",
      description =
          "Program that stands for the worker's image. Default: the worker of this build.")
  private @Nullable Path worker;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var stack =
        LocalStack.startPlatform(
            platform -> {
              if (worker != null) {
                platform.image(
                    LocalStack.WORKER_IMAGE, List.of(worker.toAbsolutePath().toString()));
              }
            });
    EnvironmentFile.write(stack.endpoints(), environmentFile);
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("Ready; the endpoints are in " + environmentFile);
    out.flush();
    return UntilStopped.run(stack);
  }
}
