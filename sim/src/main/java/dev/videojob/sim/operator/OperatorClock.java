package dev.videojob.sim.operator;

import dev.videojob.sim.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock on the wall of an operator's machine. Its timers do not go by it. */
final class OperatorClock implements InstantSource {
  private final Agenda agenda;
  private Duration ahead = Duration.ZERO;

  OperatorClock(Agenda agenda) {
    this.agenda = agenda;
  }

  void set(Duration ahead) {
    this.ahead = ahead;
  }

  @Override
  public Instant instant() {
    return agenda.instant().plus(ahead);
  }
}
