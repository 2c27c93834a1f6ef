package dev.videojob.operator;

import dev.videojob.operator.intake.IntakeStatistics;
import dev.videojob.operator.metrics.Measurements.Outcomes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What an operator did, said once at its end. */
record FinalStatistics(
    long received, long refused, long duplicates, Outcomes outcomes, Duration uptime) {

  static FinalStatistics of(List<IntakeStatistics> intake, Outcomes outcomes, Duration uptime) {
    return new FinalStatistics(
        intake.stream().mapToLong(IntakeStatistics::received).sum(),
        intake.stream().mapToLong(IntakeStatistics::refused).sum(),
        intake.stream().mapToLong(IntakeStatistics::duplicates).sum(),
        outcomes,
        uptime);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "received %d, refused %d, duplicates %d, succeeded %d, failed %d, dead-lettered %d,"
            + " retried %d; up %d s; per hour: received %.1f, finished %.1f",
        received,
        refused,
        duplicates,
        outcomes.succeeded(),
        outcomes.failed(),
        outcomes.deadLettered(),
        outcomes.retried(),
        uptime.toSeconds(),
        perHour(received),
        perHour(outcomes.succeeded() + outcomes.failed() + outcomes.deadLettered()));
  }

  private double perHour(long count) {
    return count * 3600.0 / Math.max(1, uptime.toSeconds());
  }
}
