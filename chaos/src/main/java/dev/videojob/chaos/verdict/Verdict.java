package dev.videojob.chaos.verdict;

import dev.videojob.chaos.verdict.Fault.Harm;
import java.util.List;

/**
 * What came of a run.
 *
 * @param messages that were sent
 * @param uploads that they told of
 * @param succeeded uploads with renditions
 * @param deadLettered uploads with a dead letter and no renditions
 * @param letterCopies dead letters beyond the first of each id
 * @param faults what was promised and is not so
 */
public record Verdict(
    int messages,
    int uploads,
    int succeeded,
    int deadLettered,
    int letterCopies,
    List<Fault> faults) {
  public Verdict {
    faults = List.copyOf(faults);
  }

  /** How many uploads, or places, are harmed in one way. */
  public int harmed(Harm harm) {
    return (int)
        faults.stream()
            .filter(fault -> fault.kind().harm() == harm)
            .map(Fault::about)
            .distinct()
            .count();
  }
}
