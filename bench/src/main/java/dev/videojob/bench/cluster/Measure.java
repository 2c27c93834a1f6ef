package dev.videojob.bench.cluster;

import java.util.Arrays;
import java.util.Locale;

/** What can be measured, in the order in which it is. */
enum Measure {
  START,
  LATENCY,
  THROUGHPUT,
  EVENTS,
  HEAP;

  /** Its name on the command line and in reports. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Measure named(String title) {
    return Arrays.stream(values())
        .filter(measure -> measure.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no measure '%s'; there are %s"
                        .formatted(
                            title,
                            String.join(
                                ", ", Arrays.stream(values()).map(Measure::title).toList()))));
  }

  void run(Bench bench) throws InterruptedException {
    switch (this) {
      case START -> StartMeasure.run(bench);
      case LATENCY -> LatencyMeasure.run(bench);
      case THROUGHPUT -> ThroughputMeasure.run(bench);
      case EVENTS -> EventMeasure.run(bench);
      case HEAP -> HeapMeasure.run(bench);
    }
  }
}
