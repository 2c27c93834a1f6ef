package dev.videojob.operator.outbox;

import dev.videojob.operator.outbox.MetadataStore.StoreAway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A store that has just been away is left alone, so that an outage costs not each job a time-out.
 */
final class StorePause {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final AtomicReference<Instant> until = new AtomicReference<>(Instant.MIN);

  StorePause(InstantSource clock) {
    this.clock = clock;
  }

  /** The store was away: it is not asked until the pause is over. */
  void begin() {
    until.set(clock.instant().plus(PAUSE));
  }

  /**
   * Comes before every call.
   *
   * @throws StoreAway during a pause
   */
  void check() throws StoreAway {
    if (clock.instant().isBefore(until.get())) {
      throw new StoreAway("The metadata store was away a moment ago.", null);
    }
  }
}
