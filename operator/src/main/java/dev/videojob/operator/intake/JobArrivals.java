package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;

/**
 * Gives the VideoJobs that the intake makes their slots. For each, {@link #coming} is called, and
 * then {@link #arrived} or {@link #notMade}, all before its reserved slot is given back.
 */
public interface JobArrivals {
  /**
   * The VideoJob is about to be created. If a slot is free for it, it takes that, and carries what
   * says so.
   *
   * @return what is to be created
   */
  VideoJob coming(VideoJob wanted);

  /**
   * It was created: it holds its slot, or is the next to get one.
   *
   * @param job as the API server answered its creation. A cache may have seen it, and even its end,
   *     already.
   */
  void arrived(VideoJob job);

  /** It was not created, or nobody can tell. */
  void notMade(VideoJob wanted);
}
