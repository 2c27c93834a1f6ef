package dev.videojob.operator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time in tests: it stands still unless it is moved. */
public final class Moments implements InstantSource {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Instant instant;

  public Moments() {
    this(NOW);
  }

  private Moments(Instant start) {
    instant = start;
  }

  /** Starts at the time of the servers that a test talks to, which date what they create. */
  public static Moments ofServers() {
    return new Moments(Instant.now());
  }

  @Override
  public synchronized Instant instant() {
    return instant;
  }

  public synchronized void pass(Duration duration) {
    instant = instant.plus(duration);
  }
}
