package dev.videojob.operator.calls;

import org.jspecify.annotations.Nullable;

/**
 * What a service answered.
 *
 * @param location where it redirects to
 * @param retryAfter how long it wants to be left alone, as it wrote it
 * @param text the whole of it
 */
record Answer(int status, @Nullable String location, @Nullable String retryAfter, String text) {
  private static final int SNIPPET = 200;

  boolean good() {
    return status >= 200 && status < 300;
  }

  boolean redirects() {
    return location != null
        && switch (status) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
  }

  /** The beginning of it in one line, for sentences; empty where there is none. */
  String snippet() {
    var line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= SNIPPET ? line : line.substring(0, SNIPPET) + "…";
  }
}
