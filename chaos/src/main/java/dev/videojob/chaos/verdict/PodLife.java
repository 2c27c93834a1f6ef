package dev.videojob.chaos.verdict;

import java.time.Instant;

/**
 * A pod whose processes were seen on the node.
 *
 * @param videoJob the VideoJob that it works for
 * @param pod its name
 * @param first when a process of it was seen first
 * @param last when a process of it was seen last; it lived for all the time between
 */
public record PodLife(String videoJob, String pod, Instant first, Instant last) {

  /**
   * Whether both were certainly alive at one time: each was seen before the other was seen last.
   * Each look at a pod has a time of its own, so one that follows another closely is not with it.
   */
  public boolean isWith(PodLife other) {
    return first.isBefore(other.last) && other.first.isBefore(last);
  }
}
