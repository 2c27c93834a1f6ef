package dev.videojob.operator.release;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code operator release}: what an uninstallation does before it takes the operator away. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the operator and takes its finalizer off every VideoJob, so that VideoJobs and their"
          + " namespaces can be deleted without it.",
      "",
      "It settles nothing: messages of VideoJobs that have not ended become visible again after"
          + " their queue's visibility time, and are worked on anew by the next operator that finds"
          + " no VideoJob of theirs. Kubernetes Jobs run on. It may be repeated."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing is held any more.",
      "1:Something is left: pods of the operator, VideoJobs with the finalizer, or no answer.",
      "2:The arguments cannot be used."
    })
public final class ReleaseCommand implements Callable<Integer> {
  private final Supplier<KubernetesClient> clients;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      description = "Namespace whose VideoJobs are released; may be repeated. None: all.")
  private Set<String> namespaces = new LinkedHashSet<>();

  @Option(
      names = "--deployment",
      paramLabel = "NAME",
      description = "Deployment of the operator, which is scaled to zero first. None: none.")
  private @Nullable String deployment;

  @Option(
      names = "--deployment-namespace",
      paramLabel = "NS",
      description = "Namespace of that Deployment. None: the one that this runs in.")
  private @Nullable String deploymentNamespace;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long the Deployment's pods are waited for. Default: ${DEFAULT-VALUE}.")
  private int timeoutSeconds;

  public ReleaseCommand() {
    this(() -> new KubernetesClientBuilder().build());
  }

  ReleaseCommand(Supplier<KubernetesClient> clients) {
    this.clients = clients;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var client = clients.get()) {
      return stopped(client) && released(client) ? 0 : 1;
    } catch (KubernetesClientException e) {
      err().println("The API server did not do it: " + e.getMessage());
      return 1;
    }
  }

  private boolean stopped(KubernetesClient client) throws InterruptedException {
    if (deployment == null) {
      return true;
    }
    var namespace = deploymentNamespace == null ? client.getNamespace() : deploymentNamespace;
    if (namespace == null) {
      err().println("Which namespace is the Deployment in? Say --deployment-namespace.");
      return false;
    }
    if (new OperatorShutdown(client)
        .stop(namespace, deployment, Duration.ofSeconds(timeoutSeconds))) {
      out().println("Deployment " + namespace + "/" + deployment + " has no pods.");
      return true;
    }
    err()
        .println(
            "Pods of Deployment %s/%s are still there after %d s: nothing is released, as they would"
                    .formatted(namespace, deployment, timeoutSeconds)
                + " take it back. Say a longer --timeout, or delete them.");
    return false;
  }

  private boolean released(KubernetesClient client) {
    var outcome = new FinalizerRelease(client).release(namespaces);
    out()
        .println(
            "VideoJobs: %d found, %d released, %d failed."
                .formatted(outcome.found(), outcome.released(), outcome.failures().size()));
    outcome.failures().forEach(err()::println);
    return outcome.failures().isEmpty();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
