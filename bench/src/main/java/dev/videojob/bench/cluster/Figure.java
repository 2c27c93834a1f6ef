package dev.videojob.bench.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing measured.
 *
 * @param measure what it belongs to, as named on the command line
 * @param what a phrase
 * @param unit ms, 1/s, MiB …; empty for a ratio
 * @param load the machine's load average over the last minute when it was told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Figure(
    String measure, String what, double value, String unit, @Nullable Goal goal, double load) {

  /** The value as a part of the goal's bound. */
  @Nullable Double ratioToGoal() {
    return goal == null ? null : value / goal.bound();
  }
}
