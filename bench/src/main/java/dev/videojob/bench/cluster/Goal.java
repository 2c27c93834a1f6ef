package dev.videojob.bench.cluster;

/**
 * What a figure should be.
 *
 * @param bound in the figure's unit
 */
record Goal(Side side, double bound) {
  enum Side {
    AT_MOST,
    AT_LEAST
  }

  static Goal atMost(double bound) {
    return new Goal(Side.AT_MOST, bound);
  }

  static Goal atLeast(double bound) {
    return new Goal(Side.AT_LEAST, bound);
  }

  boolean metBy(double value) {
    return switch (side) {
      case AT_MOST -> value <= bound;
      case AT_LEAST -> value >= bound;
    };
  }
}
