package dev.videojob.bench.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** API writes from the making of this object on, as the API server counts them. */
final class WritesPerJob {
  private static final String NAME = "writes";
  private static final double GOAL = 5;
  private static final Duration STRAGGLERS = Duration.ofSeconds(3);

  private final Bench bench;
  private final ApiWrites before;
  private final long eventsBefore;

  WritesPerJob(Bench bench) {
    this.bench = bench;
    this.eventsBefore = events();
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
    var events = events() - eventsBefore;
    tell("the operator's from message to end, " + when, ours.total(), jobs, Goal.atMost(GOAL));
    ours.byKind().forEach((kind, count) -> tell("  of these " + kind, count, jobs, null));
    tell("Events of the operator beside them, " + when, events, jobs, null);
    tell(
        "of Job controller, scheduler, kwok, " + when,
        all.total() - ours.total() - events,
        jobs,
        null);
  }

  private void tell(String what, long count, int jobs, @Nullable Goal goal) {
    bench.report.figure(NAME, what, (double) count / jobs, "/job", goal);
  }

  private long events() {
    return bench.client.v1().events().inNamespace(bench.main().name()).list().getItems().stream()
        .filter(event -> "videojob-operator".equals(event.getReportingComponent()))
        .count();
  }
}
