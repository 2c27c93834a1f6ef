package dev.videojob.bench.cluster;

import java.util.Collection;

/** The middle one of an odd number of values; of an even number, the one above the middle. */
final class Median {
  private Median() {}

  static double of(Collection<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
