package dev.videojob.sim.operator;

import dev.videojob.sim.faults.OperatorDied;
import dev.videojob.sim.faults.Outages;
import dev.videojob.sim.faults.Service;
import dev.videojob.sim.faults.Weather;
import dev.videojob.sim.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every call that one operator makes to anything outside its process. */
final class Calls {
  private static final Duration LONG_PAUSE = Duration.ofMinutes(2);
  private static final Duration SHORT_PAUSE = Duration.ofSeconds(2);

  private final String who;
  private final Agenda agenda;
  private final Weather weather;
  private final Outages outages;
  private final Consumer<String> story;
  private Instant awake = Instant.MIN;
  private boolean dead;

  Calls(String who, Agenda agenda, Weather weather, Outages outages, Consumer<String> story) {
    this.who = who;
    this.agenda = agenda;
    this.weather = weather;
    this.outages = outages;
    this.story = story;
  }

  boolean dead() {
    return dead;
  }

  /** The process ends; whatever of it would go on, dies at its next call. */
  void die() {
    dead = true;
  }

  /** The whole process stands still for {@code time}, and does not know it. */
  void standStill(Duration time) {
    awake = agenda.instant().plus(time);
  }

  /** Has something of this process happen now, or when it stands still no more. */
  void whenAwake(Runnable body) {
    var left = untilAwake();
    if (left.isPositive()) {
      agenda.after(left, () -> whenAwake(body));
    } else {
      body.run();
    }
  }

  private Duration untilAwake() {
    return awake.isAfter(agenda.instant())
        ? Duration.between(agenda.instant(), awake)
        : Duration.ZERO;
  }

  /**
   * Makes a call.
   *
   * @param failure what the operator's own client would throw if the call fails
   */
  <T, X extends Exception> T make(
      Service service, String what, Supplier<T> effect, Function<String, X> failure) throws X {
    pause();
    var answer = makeAtOnce(service, what, effect, failure);
    pause();
    return answer;
  }

  /** Makes a call during which nobody else does anything, as its caller holds a lock. */
  <T, X extends Exception> T makeAtOnce(
      Service service, String what, Supplier<T> effect, Function<String, X> failure) throws X {
    requireAlive();
    agenda.passes();
    if (outages.refuses(service)) {
      throw failure.apply("simulated: " + service + " is away");
    }
    switch (weather.ofCall()) {
      case LOST -> {
        story.accept(who + ": " + what + " never arrives");
        throw failure.apply("simulated: no answer");
      }
      case DEATH_BEFORE -> throw died(what + " is not made, the operator dies before it");
      case DEATH_AFTER -> {
        var _ = effect.get();
        throw died(what + " is made, the operator dies after it");
      }
      case ANSWER_LOST -> {
        var _ = effect.get();
        story.accept(who + ": " + what + " has its effect, its answer is lost");
        throw failure.apply("simulated: the answer was lost");
      }
      case ANSWERED -> {}
    }
    return effect.get();
  }

  private OperatorDied died(String how) {
    story.accept(who + ": " + how);
    dead = true;
    return new OperatorDied();
  }

  /** Some time passes; on a strand, others may do something meanwhile. */
  private void pause() {
    requireAlive();
    agenda.passes();
    if (agenda.onStrand() && weather.interrupts()) {
      agenda.interrupted(weather.upTo(weather.happens(0.1) ? LONG_PAUSE : SHORT_PAUSE));
      while (untilAwake().isPositive()) {
        agenda.interrupted(untilAwake());
      }
      requireAlive();
    }
  }

  private void requireAlive() {
    if (dead) {
      throw new OperatorDied();
    }
  }
}
