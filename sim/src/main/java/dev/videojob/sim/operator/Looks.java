package dev.videojob.sim.operator;

import dev.videojob.sim.time.Agenda;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Calls a reconciler as the framework does: one look at a time at each object, again after one that
 * failed, and at the time that the last one named.
 */
final class Looks {
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final Function<String, Optional<Duration>> reconciler;
  private final Consumer<Runnable> soon;
  private final Agenda agenda;
  private final Consumer<String> story;
  private final Map<String, Look> looks = new HashMap<>();

  /** What is due of one object. */
  private static final class Look {
    boolean due;
    boolean running;
    boolean again;
    int failures;
    long timer;
  }

  /**
   * @param reconciler says when to look again, if it is to be
   * @param soon has a step of the operator happen
   */
  Looks(
      Function<String, Optional<Duration>> reconciler,
      Consumer<Runnable> soon,
      Agenda agenda,
      Consumer<String> story) {
    this.reconciler = reconciler;
    this.soon = soon;
    this.agenda = agenda;
    this.story = story;
  }

  /** Has the object of that name be looked at soon. */
  void at(String name) {
    var look = looks.computeIfAbsent(name, _ -> new Look());
    if (look.running) {
      look.again = true;
    } else if (!look.due) {
      look.due = true;
      soon.accept(() -> look(name, look));
    }
  }

  /** The object is gone. */
  void forget(String name) {
    looks.remove(name);
  }

  private void look(String name, Look look) {
    look.due = false;
    look.running = true;
    look.timer++;
    try {
      var wait = reconciler.apply(name);
      look.failures = 0;
      wait.ifPresent(time -> alarm(name, look, time));
    } catch (RuntimeException e) {
      look.failures++;
      story.accept("a look at " + name + " failed: " + e.getMessage());
      var delay = FIRST_RETRY.multipliedBy(1L << Math.min(look.failures, 10));
      alarm(name, look, delay.compareTo(LONGEST_RETRY) < 0 ? delay : LONGEST_RETRY);
    } finally {
      look.running = false;
    }
    if (look.again) {
      look.again = false;
      at(name);
    }
  }

  private void alarm(String name, Look look, Duration time) {
    var set = ++look.timer;
    agenda.after(
        time,
        () -> {
          if (look.timer == set) {
            at(name);
          }
        });
  }
}
