package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;

/** Is told of each VideoJob that the intake made, before its reserved slot is given back. */
@FunctionalInterface
public interface JobArrivals {
  /**
   * Counts the VideoJob as holding a slot, or as the next to get one.
   *
   * @param job as the API server answered its creation. A cache may have seen it, and even its end,
   *     already.
   */
  void arrived(VideoJob job);
}
