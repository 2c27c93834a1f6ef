package dev.videojob.worker.report;

import java.util.Locale;

/** What a worker is at, and the stretch of the whole that it takes. */
public enum Phase {
  FETCH(0, 5),
  PROBE(5, 6),
  ENCODE(6, 86),
  VERIFY(86, 94),
  PUBLISH(94, 100);

  private final int from;
  private final int to;

  Phase(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** Percent of the whole when {@code part}, 0 to 1, of the phase is done. */
  int percent(double part) {
    return (int) (from + (to - from) * Math.clamp(part, 0.0, 1.0));
  }

  /** Its name in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
