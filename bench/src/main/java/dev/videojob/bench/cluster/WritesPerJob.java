package dev.videojob.bench.cluster;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** API writes from the making of this object on, as the API server counts them. */
final class WritesPerJob {
  private static final String NAME = "writes";
  private static final double GOAL = 5;
  private static final Duration STRAGGLERS = Duration.ofSeconds(3);

  private final Bench bench;
  private final ApiWrites before;

  WritesPerJob(Bench bench) {
    this.bench = bench;
    this.before = ApiWrites.read(bench.connections.one());
  }

  /** So far. */
  ApiWrites added() {
    return ApiWrites.read(bench.connections.one()).since(before);
  }

  /** Tells them for {@code jobs} jobs that have ended. */
  void report(String when, int jobs) {
    LockSupport.parkNanos(STRAGGLERS.toNanos());
    var all = added();
    var ours = all.ofJobs();
    bench.report.figure(
        NAME,
        "the operator's per job from message to end, " + when,
        (double) ours.total() / jobs,
        "",
        Goal.atMost(GOAL));
    ours.byKind()
        .forEach(
            (kind, count) ->
                bench.report.figure(NAME, "  of these " + kind, (double) count / jobs, ""));
    bench.report.figure(
        NAME,
        "Events of the operator beside them, per job",
        (double) events(bench) / allJobs(),
        "");
    bench.report.figure(
        NAME,
        String.format(
            Locale.ROOT,
            "writes of all others per job (Job controller, scheduler, kwok), %s",
            when),
        (double) (all.total() - ours.total()) / jobs - (double) events(bench) / allJobs(),
        "");
  }

  private long allJobs() {
    return bench
        .client
        .resources(dev.videojob.api.v1alpha1.VideoJob.class)
        .inNamespace(bench.main().name())
        .list()
        .getItems()
        .size();
  }

  private static long events(Bench bench) {
    return bench.client.v1().events().inNamespace(bench.main().name()).list().getItems().stream()
        .filter(event -> "videojob-operator".equals(event.getReportingComponent()))
        .count();
  }
}
