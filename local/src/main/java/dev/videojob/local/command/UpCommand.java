package dev.videojob.local.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code up}: the local platform with the operator, until Ctrl-C. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Runs SQS, S3, a Mongo-compatible store, a small Kubernetes and the operator on this machine,",
      "until Ctrl-C. An object that is put into the input bucket becomes renditions in the output"
          + " bucket."
    })
public final class UpCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Writes the endpoints there as KEY=value lines, once everything is ready.")
  private @Nullable Path environmentFile;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("Starting the local platform …");
    out.flush();
    var stack = LocalStack.start();
    var master = stack.endpoints().kubernetes().toString();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("down").unstarted(() -> down(stack, master)));
    RunningPlatform.announce(master);
    announce(stack, out);
    new CountDownLatch(1).await();
    return 0;
  }

  private void announce(LocalStack stack, PrintWriter out) throws IOException {
    var endpoints = stack.endpoints();
    endpoints.asEnvironment().forEach((name, value) -> out.println("  " + name + "=" + value));
    if (environmentFile != null) {
      EnvironmentFile.write(endpoints, environmentFile);
      out.println("These lines are in " + environmentFile + " too.");
    }
    out.println(
        "Ready. Put an object into s3://"
            + endpoints.inputBucket()
            + " and look with './videojob get videojobs'. Ctrl-C stops everything.");
    out.println("Or over HTTP: curl " + stack.httpApi() + "/v1/queues (docs/http-api.md)");
    out.flush();
  }

  private static void down(LocalStack stack, String master) {
    RunningPlatform.withdraw(master);
    stack.close();
  }
}
