package dev.videojob.operator.selftest;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code self-test}: asks the operator of the cluster for one transcode, by the API server like
 * anybody else. Exit code 0 when it succeeded, 1 when it did not, 2 when it was not told what to
 * transcode.
 */
@Command(
    name = "self-test",
    mixinStandardHelpOptions = true,
    description = "Makes one VideoJob and waits for its end; for `helm test`.")
public final class SelfTestCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int NOT_TOLD = 2;

  @Option(
      names = "--namespace",
      required = true,
      description = "Namespace of the VideoJob; the operator must watch it.")
  private String namespace = "";

  @Option(names = "--source", description = "s3://BUCKET/KEY or https:// address of a short video.")
  private @Nullable String source;

  @Option(names = "--destination", description = "s3://BUCKET/PREFIX that takes the renditions.")
  private @Nullable String destination;

  @Option(
      names = "--profile",
      defaultValue = "mp4-720p",
      description = "What is made of it; default ${DEFAULT-VALUE}.")
  private String profile = "";

  @Option(
      names = "--timeout-seconds",
      defaultValue = "600",
      description = "Seconds that it may take; default ${DEFAULT-VALUE}.")
  private int timeoutSeconds;

  @Option(names = "--keep", description = "Leaves the VideoJob in the cluster.")
  private boolean keep;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (source == null || destination == null) {
      say(
          "There is nothing to transcode: give --source and --destination. For `helm test`, set"
              + " tests.source, such as s3://videos-in/short.mp4, and tests.destination, such as"
              + " s3://videos-out/helm-test, by helm upgrade --reuse-values.");
      return NOT_TOLD;
    }
    var work = new SelfTest.Work(namespace, source, destination, profile);
    try (var client = new KubernetesClientBuilder().build()) {
      var passed =
          new SelfTest(client, this::say).run(work, Duration.ofSeconds(timeoutSeconds), keep);
      return passed ? 0 : FAILED;
    } catch (KubernetesClientException e) {
      say("The API server did not do its part: " + e.getMessage());
      return FAILED;
    }
  }

  private void say(String line) {
    if (spec != null) {
      var out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
  }
}
