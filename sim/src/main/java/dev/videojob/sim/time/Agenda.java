package dev.videojob.sim.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What happens when, one thing after another. Time goes on from one entry to the next and, a
 * little, with every call that somebody makes. The same seed gives the same order.
 */
public final class Agenda implements InstantSource {
  private static final Instant BEGINNING = Instant.parse("2026-01-05T08:00:00Z");
  private static final long CALL_NANOS = 3_000_000;

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private final List<Strand> strands = new ArrayList<>();
  private final RandomGenerator random;
  private Instant now = BEGINNING;
  private long order;
  private @Nullable Strand current;

  private record Entry(Instant at, long order, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      var byTime = at.compareTo(other.at);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }
  }

  public Agenda(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** The time since the beginning. */
  public Duration elapsed() {
    return Duration.between(BEGINNING, now);
  }

  /** Has {@code action} happen after {@code delay}. */
  public void after(Duration delay, Runnable action) {
    entries.add(new Entry(now.plus(delay), order++, action));
  }

  /** Has {@code action} happen after a random time between the two. */
  public void between(Duration least, Duration most, Runnable action) {
    after(least.plusNanos(random.nextLong(most.minus(least).toNanos() + 1)), action);
  }

  /** Some time passes, as it does during a call. */
  public void passes() {
    now = now.plusNanos(1 + random.nextLong(CALL_NANOS));
  }

  /** Lets happen what is due before {@code end}, until nothing is left. */
  public void runUntil(Instant end) {
    while (!entries.isEmpty() && entries.peek().at().isBefore(end)) {
      var next = entries.remove();
      if (next.at().isAfter(now)) {
        now = next.at();
      }
      next.action().run();
    }
    if (now.isBefore(end)) {
      now = end;
    }
  }

  /**
   * Runs {@code body} as a strand: it may {@linkplain #interrupted be interrupted} at its calls,
   * and others go on meanwhile.
   */
  public void strand(Runnable body) {
    var strand = new Strand(body);
    strands.add(strand);
    go(strand);
  }

  /** Whether what runs now is a strand. */
  public boolean onStrand() {
    return current != null;
  }

  /** Others go on for {@code pause}, then what runs now does. Only on a strand. */
  public void interrupted(Duration pause) {
    var strand = Objects.requireNonNull(current, "not on a strand");
    after(pause, () -> go(strand));
    strand.rest();
  }

  private void go(Strand strand) {
    if (strand.over()) {
      return;
    }
    var before = current;
    current = strand;
    strand.go();
    current = before;
    if (strand.over()) {
      strands.remove(strand);
      strand.rethrow();
    }
  }

  /** Ends all strands where they are. Nothing happens any more after it. */
  public void abandon() {
    entries.clear();
    for (var strand : List.copyOf(strands)) {
      strand.abandon();
    }
    strands.clear();
  }
}
