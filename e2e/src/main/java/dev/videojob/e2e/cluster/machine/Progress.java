package dev.videojob.e2e.cluster.machine;

import java.io.PrintStream;
import java.util.Locale;

/** Lines about what is being done, each with the seconds since the command began. */
public final class Progress {
  private final PrintStream out;
  private final long start = System.nanoTime();

  /** Lines that go to a stream. */
  public Progress(PrintStream out) {
    this.out = out;
  }

  /** Lines on standard error: standard output is for what another program may read. */
  public static Progress onStandardError() {
    return new Progress(System.err);
  }

  /** Writes one line. */
  public void say(String line) {
    out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line);
  }
}
