package dev.videojob.operator.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is read by one for all who ask within a while. The longer it takes to read, the
 * longer it serves, so that reading takes a twentieth of the time at most, however many ask.
 */
final class SharedLook<T> {
  private static final int SHARE = 20;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Supplier<T> read;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Seen<T> seen;

  private record Seen<T>(T what, Instant at, Instant until) {
    /** Also where the clock was set back meanwhile. */
    boolean serves(Instant now) {
      return now.isBefore(until) && !now.isBefore(at);
    }
  }

  SharedLook(Supplier<T> read, InstantSource clock) {
    this.read = read;
    this.clock = clock;
  }

  /** What was read last, anew if that is due; empty while another reads for the first time. */
  Optional<T> look() {
    if (!serves() && reading.tryLock()) {
      try {
        if (!serves()) {
          seen = read();
        }
      } finally {
        reading.unlock();
      }
    }
    return Optional.ofNullable(seen).map(Seen::what);
  }

  private boolean serves() {
    var last = seen;
    return last != null && last.serves(clock.instant());
  }

  private Seen<T> read() {
    var begin = clock.instant();
    var what = read.get();
    var end = clock.instant();
    return new Seen<>(what, end, end.plus(serving(Duration.between(begin, end))));
  }

  private static Duration serving(Duration took) {
    var time = took.multipliedBy(SHARE);
    if (time.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return time.compareTo(LONGEST) < 0 ? time : LONGEST;
  }
}
