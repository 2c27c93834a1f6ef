package dev.videojob.chaos;

import dev.videojob.chaos.load.Load;
import dev.videojob.chaos.node.Node;
import dev.videojob.chaos.platform.Installation;
import dev.videojob.contract.ProgramVersion;
import dev.videojob.e2e.cluster.ClusterDirectory;
import dev.videojob.e2e.cluster.machine.Progress;
import dev.videojob.e2e.cluster.tools.Programs;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chaos}: the real operator on the real cluster, hit again and again. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Plays runs on the cluster of './videojob cluster up': uploads, good and",
      "broken, while the operator, the API server, the kubelet and workers are",
      "killed and the links to SQS, S3 and the metadata store are cut and slowed.",
      "Says what was lost and what was doubled; the exit code is 1 if anything was.",
      "Uses the namespaces videojob-chaos… and takes them away again.",
      "docs/chaos.md says more."
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs to play; each takes about two minutes. Default: ${DEFAULT-VALUE}.",
      defaultValue = "5")
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description =
          "Decides what is sent and what goes wrong in the first run; the others follow it by one."
              + " Default: drawn.")
  private @Nullable Long seed;

  @Option(
      names = "--uploads",
      paramLabel = "N",
      description = "Uploads of each run. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10")
  private int uploads;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Takes the report as JSON, after each run.")
  private @Nullable Path json;

  @Option(
      names = "--keep",
      description = "Leaves everything installed, so that the next runs begin sooner.")
  private boolean keep;

  /** Plays; the exit code is 1 if anything was lost or doubled, 2 for wrong arguments. */
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "videojob-e2e-logback.xml");
    var command = new CommandLine(new ChaosCommand());
    command.getCommandSpec().version("videojob " + ProgramVersion.current());
    System.exit(
        command
            .setExecutionExceptionHandler(
                (failure, line, _) -> {
                  line.getErr().println("videojob chaos: " + failure.getMessage());
                  if (!(failure instanceof InterruptedException)) {
                    failure.printStackTrace(line.getErr());
                  }
                  return FAILED;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    refuseWrongOptions();
    bringUp();
    var directory = ClusterDirectory.standard();
    var progress = Progress.onStandardError();
    var programs = Programs.ofProject(progress);
    try (var client = client(directory.kubeconfig())) {
      var node = Node.of(directory, programs);
      var installation = new Installation(client, directory.kubeconfig(), programs, progress);
      return play(client, node, installation, progress);
    }
  }

  private void refuseWrongOptions() {
    refuse(runs < 1, "--runs " + runs + ": a number from 1 on");
    refuse(
        uploads < Load.FEWEST,
        "--uploads %d: %d or more, so that there is one of each kind"
            .formatted(uploads, Load.FEWEST));
  }

  private void refuse(boolean wrong, String sentence) {
    if (wrong) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
  }

  /** By the script that the tests on the cluster use, too. */
  private static void bringUp() throws IOException, InterruptedException {
    var script = Programs.projectRoot().resolve("e2e/cluster-with-images");
    var process =
        new ProcessBuilder(script.toString(), "ferretdb", "toxiproxy")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          "the cluster could not be brought up, or could not be given its images; see above");
    }
  }

  /** One that gives up soon: the API server is away on purpose. */
  private static KubernetesClient client(Path kubeconfig) {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    config.setRequestRetryBackoffLimit(1);
    config.setConnectionTimeout(3_000);
    config.setRequestTimeout(8_000);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private int play(KubernetesClient client, Node node, Installation installation, Progress progress)
      throws InterruptedException, IOException {
    try (var _ = new BreakOff()) {
      try {
        installation.install();
        return play(client, node, progress);
      } finally {
        Thread.interrupted(); // What was broken off is taken away all the same.
        if (!keep) {
          installation.uninstall();
        }
      }
    }
  }

  private int play(KubernetesClient client, Node node, Progress progress)
      throws InterruptedException, IOException {
    try (var stage = new Stage(client, node)) {
      var report = play(stage, progress);
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      out.print(report.text());
      out.flush();
      return report.faultless() ? 0 : FAILED;
    }
  }

  private ChaosReport play(Stage stage, Progress progress)
      throws InterruptedException, IOException {
    var first = seed == null ? new Random().nextInt(1_000_000) : seed;
    var played = new ArrayList<RunReport>();
    for (int n = 0; n < runs; n++) {
      progress.say("run %d of %d, seed %d".formatted(n + 1, runs, first + n));
      stage.prepare();
      played.add(new Run(stage, progress, first + n, uploads, folder()).play());
      report(played, progress);
    }
    return new ChaosReport(played);
  }

  private static Path folder() {
    return Programs.projectRoot().resolve("target/chaos");
  }

  private void report(List<RunReport> played, Progress progress) throws IOException {
    var report = new ChaosReport(played);
    if (json != null) {
      report.write(json);
    }
    var last = played.getLast();
    progress.say(
        "run %d: %s; recovered in %.1f s"
            .formatted(
                played.size(),
                last.faultless() ? "nothing lost, nothing doubled" : "FAULTS",
                last.recoverySeconds()));
  }
}
