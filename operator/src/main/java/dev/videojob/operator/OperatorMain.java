package dev.videojob.operator;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.contract.ProgramVersion;
import dev.videojob.operator.config.ConfigReader;
import dev.videojob.operator.config.ConfigReader.InvalidConfig;
import dev.videojob.operator.config.OperatorConfig;
import dev.videojob.operator.config.Setting;
import dev.videojob.operator.config.SettingsHelp;
import dev.videojob.operator.intake.source.SqsClients;
import dev.videojob.operator.release.ReleaseCommand;
import dev.videojob.operator.selftest.SelfTestCommand;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code operator}: runs the operator until it is told to stop. */
@Command(
    name = "operator",
    mixinStandardHelpOptions = true,
    subcommands = {ReleaseCommand.class, SelfTestCommand.class},
    description = "Turns SQS messages and VideoJobs into Kubernetes Jobs, until it is stopped.",
    footerHeading = "%nSettings (environment variables win over the file):%n")
public final class OperatorMain implements Callable<Integer> {
  /** Exit code of a leader that could not renew its Lease. */
  static final int LEADERSHIP_LOST = 3;

  /** Exit code for settings that cannot be used. */
  static final int INVALID_SETTINGS = 2;

  /** Exit code for a cluster that does not answer or lacks the CRDs. */
  static final int CLUSTER_NOT_READY = 1;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with settings; the environment wins over it.")
  private @Nullable Path file;

  /**
   * Runs the operator; the exit code is 0 after a stop, 1 where the cluster is not ready, 2 for
   * settings that cannot be used, 3 after a leader could not renew its Lease.
   */
  public static void main(String[] arguments) {
    var command = new CommandLine(new OperatorMain());
    command.getCommandSpec().version("videojob-operator " + ProgramVersion.current());
    command.getCommandSpec().usageMessage().footer(SettingsHelp.lines());
    var code = command.execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      var config = ConfigReader.read(System.getenv(), file);
      System.setProperty(Setting.LOG_LEVEL.variable(), config.log().level());
      System.setProperty(Setting.LOG_FORMAT.variable(), config.log().format());
      return run(config);
    } catch (InvalidConfig e) {
      System.err.println(e.getMessage());
      return INVALID_SETTINGS;
    }
  }

  private static int run(OperatorConfig config) throws InterruptedException {
    var client = ApiClients.configured();
    var missing = missing(client);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return CLUSTER_NOT_READY;
    }
    var process =
        OperatorProcess.start(
            config,
            client,
            SqsClients.fromSurroundings(),
            InstantSource.system(),
            OperatorMain::leave);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      process.close();
                      client.close();
                      stopped.countDown();
                    }));
    stopped.await();
    return 0;
  }

  /** Ends this process before another replica may lead, in order if there is time for that. */
  private static void leave() {
    Thread.ofPlatform().name("leave").daemon().start(() -> System.exit(LEADERSHIP_LOST));
    Thread.ofPlatform()
        .name("leave-at-last")
        .daemon()
        .start(
            () -> {
              LockSupport.parkNanos(OperatorProcess.LEAVE.toNanos());
              Runtime.getRuntime().halt(LEADERSHIP_LOST);
            });
  }

  /** What the cluster lacks for an operator to start, in a sentence with the remedy. */
  private static Optional<String> missing(KubernetesClient client) {
    try {
      return client.supports(VideoJob.class)
          ? Optional.empty()
          : Optional.of(
              "The cluster at "
                  + client.getMasterUrl()
                  + " does not know VideoJobs. Apply the CRDs (crds/yaml) first.");
    } catch (KubernetesClientException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(
          "The API server at "
              + client.getMasterUrl()
              + " does not answer ("
              + cause
              + "). Set KUBECONFIG or KUBERNETES_MASTER to one that does.");
    }
  }
}
