package dev.videojob.bench.cluster;

import dev.videojob.bench.StartTimes;

/** Whether an operator with a small heap starts and works among very many VideoJobs. */
final class HeapMeasure {
  private static final String NAME = "heap";
  private static final int MESSAGES = 200;
  private static final int PER_SECOND = 10;

  private HeapMeasure() {}

  static void run(Bench bench) throws InterruptedException {
    var population = bench.population();
    bench.stopOperator();
    var namespace = bench.crowd();
    bench.report.doing("making " + bench.size.live() + " live VideoJobs");
    population.live(namespace, "live", bench.size.live());
    bench.machine.awaitQuiet();
    bench.report.doing("an operator starts among them");
    var before = System.nanoTime();
    try (var operator = bench.startOperator("crowd", namespace)) {
      tell(bench, namespace, operator);
      bench.report.figure(
          NAME,
          "CPU of the operator since its start, mean, ‰ of a core",
          operator.cpu().toNanos() * 1000.0 / (System.nanoTime() - before),
          "‰");
    }
  }

  private static void tell(Bench bench, BenchNamespace namespace, OperatorProgram operator)
      throws InterruptedException {
    var with =
        " with %d live and %d finished VideoJobs"
            .formatted(bench.size.live(), bench.size.finished());
    bench.report.figure(
        NAME, "start -> ready" + with, operator.startedIn().toMillis() / 1000.0, "s");
    bench.report.figure(
        NAME,
        "used after a full collection, ready," + with,
        operator.heapMebibytes(),
        "MiB",
        Goal.atMost(OperatorProgram.HEAP_MEBIBYTES));
    var latencies =
        new StartTimes(bench.client, namespace.name(), namespace::send)
            .measure("work", MESSAGES, PER_SECOND);
    bench.report.figure(
        NAME,
        "it works: message sent -> Job seen, %d at %d/s, p50".formatted(MESSAGES, PER_SECOND),
        latencies.percentile(50),
        "ms");
    bench.report.figure(NAME, "  the same, p99", latencies.percentile(99), "ms");
    bench.report.figure(
        NAME,
        "used after a full collection, having worked,",
        operator.heapMebibytes(),
        "MiB",
        Goal.atMost(OperatorProgram.HEAP_MEBIBYTES));
  }
}
