package dev.videojob.sim.outside;

import org.jspecify.annotations.Nullable;

/**
 * A piece of work that somebody wants done: one version of one object.
 *
 * @param etag null for work that was applied by hand
 */
public record Work(String uri, @Nullable String etag, Nature nature) {
  /** How attempts at it go. */
  public sealed interface Nature {
    /** Well. */
    record Good() implements Nature {}

    /** The input is at fault. */
    record Bad() implements Nature {}

    /** Well, after some attempts that fail for the surroundings' sake. */
    record Flaky(int failures) implements Nature {}

    /** Well, with so much memory. */
    record Hungry(int mebibytes) implements Nature {}

    /** It never ends. */
    record Endless() implements Nature {}
  }
}
