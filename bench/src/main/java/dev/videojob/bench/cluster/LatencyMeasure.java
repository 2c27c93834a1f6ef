package dev.videojob.bench.cluster;

import dev.videojob.bench.Latencies;
import dev.videojob.bench.StartTimes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * From a message's sending to its Job, and the API writes of whole jobs, at an even pace; beside it
 * what the same API writes take at the same pace where nobody has to decide anything.
 */
final class LatencyMeasure {
  private static final String NAME = "latency";
  private static final int MESSAGES = 600;
  private static final int PER_SECOND = 10;
  private static final double GOAL_P50_MILLIS = 50;
  private static final double GOAL_P99_MILLIS = 250;

  /** What a VideoJob is called, less its message's id. */
  private static final String RAW = "-raw";

  private LatencyMeasure() {}

  static void run(Bench bench) throws InterruptedException {
    bench.warmOperator();
    var raw = raw(bench);
    bench.machine.awaitQuiet();
    bench.report.doing(MESSAGES + " messages at an even pace");
    var writes = new WritesPerJob(bench);
    var times = new StartTimes(bench.client, bench.main().name(), bench.main()::send);
    try (var outcomes = Outcomes.watch(bench.client, bench.main(), NAME + "-", MESSAGES)) {
      var latencies = times.measure(NAME, MESSAGES, PER_SECOND);
      report(bench, latencies, raw);
      outcomes.await(Duration.ofMinutes(2));
    }
    writes.report("at %d/s".formatted(PER_SECOND), MESSAGES);
  }

  /** From the first write of a job's VideoJob to the sight of its Job, without an operator. */
  private static Latencies raw(Bench bench) throws InterruptedException {
    var population = bench.population();
    try (var namespace = bench.namespace("raw-pace");
        var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      bench.machine.awaitQuiet();
      bench.report.doing("the same writes without an operator, " + MESSAGES + " jobs");
      return new StartTimes(
              bench.client,
              namespace.name(),
              id ->
                  writers.execute(
                      () ->
                          bench.connections.once(
                              connection ->
                                  population.writesOfOneJob(connection, namespace, id + RAW))))
          .measure(NAME, MESSAGES, PER_SECOND);
    }
  }

  private static void report(Bench bench, Latencies latencies, Latencies raw) {
    var jobs = ", %d at %d/s, ".formatted(MESSAGES, PER_SECOND);
    var what = "message sent -> Job seen" + jobs;
    bench.report.figure(
        NAME, what + "p50", latencies.percentile(50), "ms", Goal.atMost(GOAL_P50_MILLIS));
    bench.report.figure(
        NAME, what + "p99", latencies.percentile(99), "ms", Goal.atMost(GOAL_P99_MILLIS));
    bench.report.figure(NAME, what + "longest", latencies.longest(), "ms");
    var rawWhat = "raw: VideoJob sent -> Job seen" + jobs;
    bench.report.figure(NAME, rawWhat + "p50", raw.percentile(50), "ms");
    bench.report.figure(NAME, rawWhat + "p99", raw.percentile(99), "ms");
    for (var percent : List.of(50, 99)) {
      bench.report.figure(
          NAME,
          "p%d ÷ raw p%d".formatted(percent, percent),
          latencies.percentile(percent) / raw.percentile(percent),
          "");
    }
  }
}
