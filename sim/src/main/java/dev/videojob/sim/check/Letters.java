package dev.videojob.sim.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.RedriveState;
import dev.videojob.sim.cluster.Redrives;
import dev.videojob.sim.queues.SimulatedQueue;
import dev.videojob.sim.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the dead letters are, and whether redrives do with them what they say. */
final class Letters implements Redrives.Watcher {
  private static final String DETAILS = "VideoJobDeadLetter";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Two leaders that try every five seconds. */
  private static final int MOST_COPIES = 30;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Agenda agenda;
  private final BooleanSupplier oneLeader;
  private final Consumer<String> story;
  private final BiConsumer<Invariant, String> violated;
  private final Map<String, Deque<Instant>> sent = new HashMap<>();
  private final Set<String> copies = new HashSet<>();
  private final Set<String> deletedOnce = new HashSet<>();
  private final Map<String, Redrive> begun = new LinkedHashMap<>();

  /** What is seen of a redrive from outside. */
  private static final class Redrive {
    final DeadLetterRedrive asked;
    final Set<String> gone = new HashSet<>();
    final Deque<Instant> lastSecond = new ArrayDeque<>();

    /** Whether all that is seen is its doing, and it knows the time. */
    boolean undisturbed = true;

    int comesBack;

    Redrive(DeadLetterRedrive asked) {
      this.asked = asked;
    }
  }

  /**
   * @param oneLeader whether no two operators have worked beside each other so far
   */
  Letters(
      Agenda agenda,
      BooleanSupplier oneLeader,
      Consumer<String> story,
      BiConsumer<Invariant, String> violated) {
    this.agenda = agenda;
    this.oneLeader = oneLeader;
    this.story = story;
    this.violated = violated;
  }

  /** What a dead letter says of itself; nothing for another message. */
  static JsonNode details(SimulatedQueue.Message message) {
    try {
      return JSON.readTree(message.attributes().getOrDefault(DETAILS, "{}"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a letter that cannot be read: " + message, e);
    }
  }

  /** Whether a letter is about one record of its message only. */
  static boolean speaksOfOne(JsonNode letter) {
    return letter.hasNonNull("recordIndex")
        && (letter.hasNonNull("uid") || letter.hasNonNull("recordCount"));
  }

  private static String content(SimulatedQueue.Message message) {
    return message.attributes().get(DETAILS) + message.body();
  }

  /** A message is in the source queue; it may be a letter that returns. */
  void sent(SimulatedQueue.Message message) {
    if (!message.attributes().containsKey(DETAILS)) {
      return;
    }
    story.accept("letter " + details(message).path("id").asText() + " returns as " + message.id());
    copies.add(content(message));
    begun.values().stream().filter(redrive -> redrive.undisturbed).forEach(this::returned);
  }

  /** Some operator's clock jumps: letters may seem to have been waited for long enough. */
  void clockJumped() {
    begun.values().forEach(redrive -> redrive.undisturbed = false);
  }

  private void returned(Redrive redrive) {
    var now = agenda.instant();
    var spec = redrive.asked.getSpec();
    redrive.lastSecond.add(now);
    while (!now.isBefore(redrive.lastSecond.getFirst().plus(SECOND))) {
      redrive.lastSecond.removeFirst();
    }
    if (spec.dryRun()) {
      broken(redrive, "moves letters although it is dry");
    }
    if (oneLeader.getAsBoolean() && redrive.lastSecond.size() > spec.maxPerSecond()) {
      broken(redrive, "returns more than " + spec.maxPerSecond() + " letters in a second");
    }
  }

  private void broken(Redrive redrive, String what) {
    violated.accept(
        Invariant.REDRIVES_KEEP_THEIR_WORD, redrive.asked.getMetadata().getName() + " " + what);
  }

  /** A letter is in the dead-letter queue; there may be several of one failure, but not many. */
  void died(SimulatedQueue.Message letter) {
    var times = sent.computeIfAbsent(content(letter), _ -> new ArrayDeque<>());
    times.add(agenda.instant());
    while (times.getFirst().plus(MINUTE).isBefore(agenda.instant())) {
      times.removeFirst();
    }
    if (times.size() > MOST_COPIES) {
      violated.accept(
          Invariant.NOBODY_IS_HAMMERED,
          "letter %s is sent %d times in a minute"
              .formatted(details(letter).path("id").asText(), times.size()));
    }
  }

  /** A letter is gone from the dead-letter queue. */
  void deleted(SimulatedQueue.Message letter) {
    story.accept("letter " + letter.id() + " is deleted");
    if (!copies.contains(content(letter))) {
      violated.accept(
          Invariant.NO_LETTER_IS_LOST, letter.id() + " is deleted and did not return before");
    }
    var again = !deletedOnce.add(letter.id());
    for (var redrive : begun.values()) {
      redrive.gone.add(letter.id());
      redrive.comesBack += again ? 1 : 0;
    }
  }

  /** A redrive counts a letter that was given to two, and that it did not delete. */
  void deletedInVain(SimulatedQueue.Message letter) {
    story.accept("letter " + letter.id() + " is deleted in vain");
    begun.values().forEach(redrive -> redrive.comesBack++);
  }

  @Override
  public void redrive(@Nullable DeadLetterRedrive before, @Nullable DeadLetterRedrive after) {
    if (before == null && after != null) {
      begins(after);
    } else if (before != null && after == null) {
      // Whoever was at it may still be, so that others are disturbed by it from now on.
      story.accept(before.getMetadata().getName() + " is deleted by somebody");
    } else if (after != null) {
      goesOn(after);
    }
  }

  private void begins(DeadLetterRedrive redrive) {
    var known = new Redrive(redrive);
    known.undisturbed = begun.isEmpty();
    begun.values().forEach(other -> other.undisturbed = false);
    begun.put(redrive.getMetadata().getName(), known);
  }

  private void goesOn(DeadLetterRedrive redrive) {
    var status = Objects.requireNonNull(redrive.getStatus());
    var name = redrive.getMetadata().getName();
    story.accept(
        "%s is %s: %d of %d letters, %d on their way: %s"
            .formatted(
                name,
                status.state(),
                status.redriven(),
                status.matched(),
                status.moving().size(),
                status.message()));
    if (status.state() == RedriveState.COMPLETE) {
      complete(
          Objects.requireNonNull(begun.remove(name)), Objects.requireNonNull(status.redriven()));
    }
  }

  private void complete(Redrive redrive, long redriven) {
    if (!redrive.undisturbed) {
      return;
    }
    var most = redrive.asked.getSpec().maxMessages();
    if (most != null && redrive.gone.size() > most) {
      broken(redrive, "returns " + redrive.gone.size() + " letters, not " + most + " at most");
    }
    if (Math.abs(redriven - redrive.gone.size()) > redrive.comesBack) {
      broken(redrive, "says " + redriven + " letters and returned " + redrive.gone.size());
    }
  }
}
