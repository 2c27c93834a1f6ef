package dev.videojob.sim.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.sim.outside.Work;
import dev.videojob.sim.outside.Works;
import dev.videojob.sim.queues.SimulatedQueue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was asked for by whom, and what was cancelled. */
public final class Asked {
  private static final Message NOT_UNDERSTOOD = new Message(List.of(), "");

  private final Works works;
  private final Map<String, List<Work>> bodies = new HashMap<>();
  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final Set<Work> applied = new HashSet<>();
  private final Set<Work> cancelled = new HashSet<>();

  /**
   * What a message asks for.
   *
   * @param records none for one that nobody can understand
   * @param redriveOf uid of the VideoJob whose failure it repeats; empty for none
   */
  record Message(List<Work> records, String redriveOf) {}

  public Asked(Works works) {
    this.works = works;
  }

  /**
   * Messages of that body ask for {@code records}.
   *
   * @param records empty if nobody can understand it
   */
  public void body(String body, List<Work> records) {
    bodies.put(body, records.stream().distinct().toList());
  }

  /** A message is in the source queue. */
  void message(SimulatedQueue.Message message) {
    var records = bodies.getOrDefault(message.body(), List.of());
    var letter = Letters.details(message);
    messages.put(
        message.id(),
        new Message(
            Letters.speaksOfOne(letter)
                ? records.stream().skip(letter.path("recordIndex").asInt()).limit(1).toList()
                : records,
            uid(letter)));
  }

  private static String uid(JsonNode letter) {
    return letter.path("uid").asText("");
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

  Message message(String id) {
    return messages.getOrDefault(id, NOT_UNDERSTOOD);
  }

  Map<String, Message> messages() {
    return messages;
  }

  Set<Work> applied() {
    return applied;
  }

  public int count() {
    return messages.size() + applied.size();
  }
}
