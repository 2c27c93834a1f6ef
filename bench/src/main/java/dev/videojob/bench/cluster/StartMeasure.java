package dev.videojob.bench.cluster;

import java.util.ArrayList;

/** How long an operator takes from the start of its process until it is ready. */
final class StartMeasure {
  private static final int STARTS = 3;
  private static final double GOAL_SECONDS = 2;

  private StartMeasure() {}

  static void run(Bench bench) throws InterruptedException {
    bench.stopOperator();
    var seconds = new ArrayList<Double>();
    for (var n = 0; n < STARTS; n++) {
      bench.machine.awaitQuiet();
      try (var operator = bench.startOperator("start", bench.main())) {
        seconds.add(operator.startedIn().toMillis() / 1000.0);
      }
    }
    bench.report.figure(
        "start",
        "process start -> ready, median of 3",
        Median.of(seconds),
        "s",
        Goal.atMost(GOAL_SECONDS));
  }
}
