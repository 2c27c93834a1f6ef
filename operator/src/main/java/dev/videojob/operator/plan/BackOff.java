package dev.videojob.operator.plan;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import java.time.Duration;

/** The wait before another attempt. */
public final class BackOff {
  private BackOff() {}

  /**
   * Doubles from the initial delay to the ceiling.
   *
   * @param spent failed attempts so far, from 1
   * @param jitter from -1 to 1: the random part, scaled by the policy's percentage
   */
  public static Duration delay(VideoQueueSpec.Retry policy, int spent, double jitter) {
    var doublings = Math.min(Math.max(spent - 1, 0), 30);
    var seconds =
        Math.min(
            (double) policy.maxDelaySeconds(),
            policy.initialDelaySeconds() * Math.pow(2, doublings));
    var jittered = seconds * (1 + jitter * policy.jitterPercent() / 100.0);
    return Duration.ofMillis(Math.round(jittered * 1000));
  }
}
