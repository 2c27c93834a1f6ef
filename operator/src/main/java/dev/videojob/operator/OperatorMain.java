package dev.videojob.operator;

import dev.videojob.operator.config.ConfigReader;
import dev.videojob.operator.config.ConfigReader.InvalidConfig;
import dev.videojob.operator.config.Setting;
import dev.videojob.operator.config.SettingsHelp;
import dev.videojob.operator.intake.source.SqsClients;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code operator}: runs the operator until it is told to stop. */
@Command(
    name = "operator",
    mixinStandardHelpOptions = true,
    description = "Turns SQS messages and VideoJobs into Kubernetes Jobs, until it is stopped.",
    footerHeading = "%nSettings (environment variables win over the file):%n")
public final class OperatorMain implements Callable<Integer> {
  /** Exit code for settings that cannot be used. */
  static final int INVALID_SETTINGS = 2;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with settings; the environment wins over it.")
  private @Nullable Path file;

  /** Runs the operator; the exit code is 0 after a stop, 2 for settings that cannot be used. */
  public static void main(String[] arguments) {
    var command = new CommandLine(new OperatorMain());
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
      var client = new KubernetesClientBuilder().build();
      var process =
          OperatorProcess.start(
              config, client, SqsClients.fromSurroundings(), InstantSource.system());
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
    } catch (InvalidConfig e) {
      System.err.println(e.getMessage());
      return INVALID_SETTINGS;
    }
  }
}
