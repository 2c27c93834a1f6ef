package dev.videojob.chaos;

import dev.videojob.chaos.verdict.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run and what came of it.
 *
 * @param seed plays it again
 * @param timeline what happened, in order
 * @param verdict what came of what was sent
 * @param recoverySeconds from the end of the last disturbance to the last end of an upload; zero if
 *     everything had ended before
 * @param blindSeconds the longest time for which nobody looked at the workers' processes
 * @param pods pods that were seen
 * @param evidence where logs and resources are kept, if there is a fault
 */
record RunReport(
    long seed,
    List<Timeline.Entry> timeline,
    Verdict verdict,
    double recoverySeconds,
    double blindSeconds,
    int pods,
    @Nullable Path evidence) {
  RunReport {
    timeline = List.copyOf(timeline);
  }

  boolean faultless() {
    return verdict.faults().isEmpty();
  }
}
