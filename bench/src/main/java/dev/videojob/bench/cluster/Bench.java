package dev.videojob.bench.cluster;

import dev.videojob.bench.StartTimes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the measures of a run share. */
final class Bench implements AutoCloseable {
  /** Long enough for 60,000 objects on a busy machine; a figure tells how long it took. */
  static final Duration OPERATOR_START = Duration.ofMinutes(5);

  private static final int WARM_UP = 2_000;
  private static final int WARM_UP_PER_SECOND = 40;

  final KubernetesClient client;
  final ApiConnections connections;
  final Sqs sqs;
  final OperatorProgram.Settings operator;
  final Population.Size size;
  final Machine machine;
  final Report report;
  private final BenchNamespace main;
  private @Nullable OperatorProgram running;
  private @Nullable Specimen specimen;
  private @Nullable BenchNamespace crowd;

  Bench(
      KubernetesClient client,
      ApiConnections connections,
      Sqs sqs,
      OperatorProgram.Settings operator,
      Population.Size size,
      Machine machine,
      Report report)
      throws InterruptedException {
    this.client = client;
    this.connections = connections;
    this.sqs = sqs;
    this.operator = operator;
    this.size = size;
    this.machine = machine;
    this.report = report;
    this.main = namespace("main");
  }

  BenchNamespace namespace(String name) throws InterruptedException {
    return BenchNamespace.make(client, connections, sqs, "videojob-bench-" + name);
  }

  /** The namespace of the operator that is warm. */
  BenchNamespace main() {
    return main;
  }

  /** Starts an operator that its caller closes. */
  OperatorProgram startOperator(String name, BenchNamespace namespace) throws InterruptedException {
    return OperatorProgram.start(operator, "operator-" + name, namespace, OPERATOR_START);
  }

  /** Has an operator run that has handled some thousand messages already, as one in use has. */
  void warmOperator() throws InterruptedException {
    if (running != null) {
      return;
    }
    report.doing("an operator warms up with " + WARM_UP + " messages");
    running = startOperator("main", main);
    try (var outcomes = Outcomes.watch(client, main, "warm-", WARM_UP)) {
      new StartTimes(client, main.name(), main::send).measure("warm", WARM_UP, WARM_UP_PER_SECOND);
      outcomes.await(Duration.ofMinutes(3));
    }
    machine.awaitQuiet();
  }

  /** One job as the operator under measure makes it. */
  Specimen specimen() throws InterruptedException {
    if (specimen == null) {
      warmOperator();
      specimen = Specimen.make(main, connections.one());
    }
    return specimen;
  }

  Population population() throws InterruptedException {
    return new Population(connections, sqs.messages(), specimen());
  }

  /** A namespace with very many finished VideoJobs, which no operator looks at yet. */
  BenchNamespace crowd() throws InterruptedException {
    if (crowd == null) {
      var population = population();
      report.doing("making " + size.finished() + " finished VideoJobs");
      crowd = namespace("crowd");
      population.finished(crowd, size.finished());
    }
    return crowd;
  }

  /** Ends the warm operator, to make room for others. */
  void stopOperator() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  @Override
  public void close() {
    stopOperator();
    if (crowd != null) {
      crowd.close();
    }
    main.close();
  }
}
