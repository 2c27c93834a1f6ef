package dev.videojob.bench.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench cluster}: the operator's speed, writes and memory on a real API server. */
@Command(
    name = "bench cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the operator on a real API server, with real controllers and pods that kwok plays.",
      "Makes the namespaces videojob-bench-… and the node videojob-bench there, applies the CRDs,",
      "and takes namespaces and node away again. The operator, SQS and this program run here, beside",
      "the cluster's own programs if it is on this machine. docs/benchmarks.md says more."
    })
public final class ClusterBenchmark implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      required = true,
      description = "The cluster. Default: KUBECONFIG, else that of './videojob cluster up'.")
  private Path kubeconfig = Path.of("");

  @Option(names = "--kwok", paramLabel = "FILE", required = true, description = "kwok's program.")
  private Path kwok = Path.of("");

  @ArgGroup(multiplicity = "1")
  private Start start = new Start();

  /** What the operator is started from. */
  private static final class Start {
    @Option(
        names = "--operator",
        paramLabel = "DIR",
        description = {
          "Folder with the operator's jars, to measure another build, without an ahead-of-time cache.",
          "Default: this build, as its image starts it."
        })
    private @Nullable Path jars;

    @Option(
        names = "--operator-command",
        paramLabel = "FILE",
        description = "The words that start it: './videojob images --start-command operator'.")
    private @Nullable Path command;

    String name() {
      return jars == null ? "as its image starts it" : jars + ", without ahead-of-time cache";
    }

    List<String> words() throws IOException {
      return command == null
          ? OperatorProgram.ofJars(Objects.requireNonNull(jars))
          : Files.readAllLines(command);
    }
  }

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Takes the figures as JSON. Default: target/bench/cluster.json.")
  private Path json = root().resolve("target/bench/cluster.json");

  @Option(
      names = "--finished",
      paramLabel = "COUNT",
      description = "Finished VideoJobs for the measures of many. Default: ${DEFAULT-VALUE}.",
      defaultValue = "50000")
  private int finished;

  @Option(
      names = "--live",
      paramLabel = "COUNT",
      description = "Live VideoJobs for the heap. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10000")
  private int live;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = {
        "Time that is waited in all for other work on this machine to end before timing.",
        "Default: ${DEFAULT-VALUE}."
      },
      defaultValue = "300")
  private int patience;

  @Parameters(
      arity = "0..*",
      paramLabel = "MEASURE",
      description = "start, latency, throughput, events, heap. Default: all.")
  private List<String> measures = List.of();

  /** Runs the measures; the exit code is 1 if one came to no figure, 2 for wrong arguments. */
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "ERROR");
    System.exit(
        new CommandLine(new ClusterBenchmark())
            .setExecutionExceptionHandler(
                (failure, command, _) -> {
                  failure.printStackTrace(command.getErr());
                  return FAILED;
                })
            .execute(arguments));
  }

  private static Path root() {
    return Path.of(System.getProperty("videojob.root", "")).toAbsolutePath();
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    var chosen =
        measures.isEmpty()
            ? Arrays.asList(Measure.values())
            : measures.stream().map(Measure::named).sorted().toList();
    kubeconfig = kubeconfig.toAbsolutePath();
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      return run(client, config, chosen);
    }
  }

  private int run(KubernetesClient client, Config config, List<Measure> chosen)
      throws InterruptedException, IOException {
    refuseOtherOperators(client);
    var size = new Population.Size(finished, live);
    var report = new Report(client.getKubernetesVersion().getGitVersion(), start.name(), size);
    var logs = root().resolve("target/bench/log");
    applyCrds(client);
    report.head();
    try (var sqs = Sqs.start(logs);
        var _ = FakeNode.start(client, kubeconfig, kwok, logs);
        var connections = new ApiConnections(config);
        var bench =
            new Bench(
                client,
                connections,
                sqs,
                new OperatorProgram.Settings(start.words(), kubeconfig, sqs.endpoint(), logs),
                size,
                new Machine(Duration.ofSeconds(patience)),
                report)) {
      chosen.forEach(measure -> run(measure, bench));
    } finally {
      report.write(json);
    }
    return report.faultless() ? 0 : FAILED;
  }

  /** One that fails does not keep the others from their figures. */
  private static void run(Measure measure, Bench bench) {
    try {
      measure.run(bench);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      bench.report.fault(measure.title(), "interrupted");
    } catch (RuntimeException e) {
      bench.report.fault(measure.title(), e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /** Another operator would work on our VideoJobs, and its writes would be counted as ours. */
  private static void refuseOtherOperators(KubernetesClient client) {
    client
        .apps()
        .deployments()
        .inAnyNamespace()
        .withLabel("app.kubernetes.io/part-of", "videojob")
        .list()
        .getItems()
        .stream()
        .filter(deployment -> deployment.getSpec().getReplicas() > 0)
        .findFirst()
        .ifPresent(
            other -> {
              throw new IllegalStateException(
                  "an operator runs in this cluster: kubectl -n %s scale deployment %s --replicas=0"
                      .formatted(
                          other.getMetadata().getNamespace(), other.getMetadata().getName()));
            });
  }

  private static void applyCrds(KubernetesClient client) throws IOException {
    try (var files = Files.list(root().resolve("crds/yaml"))) {
      files.forEach(file -> applyCrd(client, file));
    }
  }

  private static void applyCrd(KubernetesClient client, Path file) {
    try (var text = Files.newInputStream(file)) {
      client.load(text).forceConflicts().serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
