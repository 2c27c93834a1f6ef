package dev.videojob.local.command;

import dev.videojob.api.v1alpha1.VideoJob;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of VideoJobs as it changes: redrawn in place on a terminal, otherwise a line for each
 * change, as {@code kubectl get --watch} does.
 */
final class LiveTable {
  private static final int LONGEST_STATE = "DeadLettered".length();

  private final PrintWriter out;
  private final boolean terminal;
  private final ResourceTable table =
      new ResourceTable(Kind.VIDEO_JOB, false, InstantSource.system(), LONGEST_STATE);
  private final Map<String, String> shown = new HashMap<>();
  private int drawn;

  LiveTable(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows how the jobs stand now. */
  void show(Collection<VideoJob> jobs) {
    var lines = table.lines(jobs);
    if (terminal) {
      redraw(lines);
    } else {
      append(lines);
    }
    out.flush();
  }

  private void redraw(List<String> lines) {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A");
    }
    lines.forEach(line -> out.println("\u001b[2K" + line));
    drawn = lines.size();
  }

  private void append(List<String> lines) {
    if (shown.isEmpty()) {
      out.println(lines.getFirst());
    }
    for (var line : lines.subList(1, lines.size())) {
      var name = line.substring(0, line.indexOf(' '));
      var withoutAge = line.substring(0, line.lastIndexOf(' ')).stripTrailing();
      if (!withoutAge.equals(shown.put(name, withoutAge))) {
        out.println(line);
      }
    }
  }
}
