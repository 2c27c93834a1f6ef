package dev.videojob.sim.check;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.sim.outside.Work;
import dev.videojob.sim.outside.Works;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was asked for by whom, and what was cancelled. */
public final class Asked {
  private final Works works;
  private final Map<String, List<Work>> messages = new LinkedHashMap<>();
  private final Set<Work> applied = new HashSet<>();
  private final Set<Work> cancelled = new HashSet<>();

  public Asked(Works works) {
    this.works = works;
  }

  /**
   * A message was sent.
   *
   * @param records empty for one that nobody can understand
   */
  public void message(String id, List<Work> records) {
    messages.put(id, records);
  }

  public void applied(Work work) {
    applied.add(work);
  }

  /** Somebody deleted a VideoJob: what becomes of its work is open from then on. */
  public void cancelled(VideoJob job) {
    works.of(job).ifPresent(cancelled::add);
  }

  boolean isCancelled(Work work) {
    return cancelled.contains(work);
  }

  Map<String, List<Work>> messages() {
    return messages;
  }

  Set<Work> applied() {
    return applied;
  }

  public int count() {
    return messages.size() + applied.size();
  }
}
