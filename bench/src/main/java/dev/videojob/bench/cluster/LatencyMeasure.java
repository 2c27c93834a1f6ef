package dev.videojob.bench.cluster;

import dev.videojob.bench.StartTimes;
import java.time.Duration;

/** From a message's sending to its Job, and the API writes of whole jobs, at an even pace. */
final class LatencyMeasure {
  private static final String NAME = "latency";
  private static final int MESSAGES = 600;
  private static final int PER_SECOND = 10;
  private static final double GOAL_P50_MILLIS = 50;
  private static final double GOAL_P99_MILLIS = 250;

  private LatencyMeasure() {}

  static void run(Bench bench) throws InterruptedException {
    bench.warmOperator();
    bench.report.doing(MESSAGES + " messages at an even pace");
    var writes = new WritesPerJob(bench);
    var times = new StartTimes(bench.client, bench.main().name(), bench.main()::send);
    try (var outcomes = Outcomes.watch(bench.client, bench.main(), NAME + "-", MESSAGES)) {
      var latencies = times.measure(NAME, MESSAGES, PER_SECOND);
      var what = "message sent -> Job seen, %d messages at %d/s, ".formatted(MESSAGES, PER_SECOND);
      bench.report.figure(
          NAME, what + "p50", latencies.percentile(50), "ms", Goal.atMost(GOAL_P50_MILLIS));
      bench.report.figure(
          NAME, what + "p99", latencies.percentile(99), "ms", Goal.atMost(GOAL_P99_MILLIS));
      bench.report.figure(NAME, what + "longest", latencies.longest(), "ms");
      outcomes.await(Duration.ofMinutes(2));
    }
    writes.report("at %d/s".formatted(PER_SECOND), MESSAGES);
  }
}
