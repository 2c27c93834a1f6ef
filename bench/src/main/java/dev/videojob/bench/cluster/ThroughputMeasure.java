package dev.videojob.bench.cluster;

import dev.videojob.bench.JobSights;
import java.time.Duration;

/** Many messages at once, compared with the same API writes sent by nobody but us. */
final class ThroughputMeasure {
  private static final String NAME = "throughput";
  private static final int MESSAGES = 2000;
  private static final int RAW_WARM_UP = 200;
  private static final int RAW = 1000;
  private static final int WRITES_OF_A_JOB = 5;
  private static final double GOAL = 0.7;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private ThroughputMeasure() {}

  static void run(Bench bench) throws InterruptedException {
    var raw = rawJobsPerSecond(bench);
    bench.machine.awaitQuiet();
    burst(bench, raw);
  }

  private static double rawJobsPerSecond(Bench bench) throws InterruptedException {
    var population = bench.population();
    try (var namespace = bench.namespace("raw")) {
      bench.connections.each(
          RAW_WARM_UP,
          (connection, number) ->
              population.writesOfOneJob(connection, namespace, "first-%05d".formatted(number)));
      bench.machine.awaitQuiet();
      bench.report.doing("the raw rate, with " + RAW + " jobs");
      var from = System.nanoTime();
      bench.connections.each(
          RAW,
          (connection, number) ->
              population.writesOfOneJob(connection, namespace, "raw-%05d".formatted(number)));
      var perSecond = RAW / seconds(from, System.nanoTime());
      bench.report.figure(
          NAME,
          "raw: VideoJob, Job and 3 statuses by %d connections, jobs"
              .formatted(ApiConnections.COUNT),
          perSecond,
          "1/s");
      return perSecond;
    }
  }

  private static void burst(Bench bench, double raw) throws InterruptedException {
    var namespace = bench.main();
    namespace.suspend(true);
    bench.sqs.messages().sendAll(namespace.queueUrl(), "burst", MESSAGES);
    bench.machine.awaitQuiet();
    try (var outcomes = Outcomes.watch(bench.client, namespace, "burst-", MESSAGES);
        var sights = JobSights.watch(bench.client, namespace.name(), "burst-", MESSAGES)) {
      var writes = new WritesPerJob(bench);
      var from = System.nanoTime();
      bench.report.doing(MESSAGES + " messages at once");
      namespace.suspend(false);
      var seen = sights.await(LONGEST).values();
      var inBetween = writes.added().ofJobs().total();
      var last = seconds(from, seen.stream().mapToLong(Long::longValue).max().orElseThrow());
      var first = seconds(from, seen.stream().mapToLong(Long::longValue).min().orElseThrow());
      var what = "%d messages at once, ".formatted(MESSAGES);
      bench.report.figure(NAME, what + "first Job seen after", first, "s");
      bench.report.figure(NAME, what + "last Job seen after", last, "s");
      bench.report.figure(NAME, what + "Jobs", MESSAGES / last, "1/s");
      bench.report.figure(NAME, what + "Jobs ÷ raw", MESSAGES / last / raw, "", Goal.atLeast(GOAL));
      bench.report.figure(
          NAME,
          what + "the operator's API writes until the last Job ÷ raw writes",
          inBetween / last / (raw * WRITES_OF_A_JOB),
          "");
      outcomes.await(LONGEST);
      bench.report.figure(
          NAME, what + "all ended and settled after", seconds(from, System.nanoTime()), "s");
      writes.report("%d at once".formatted(MESSAGES), MESSAGES);
    }
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }
}
