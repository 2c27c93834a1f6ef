package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rations of all queues now; one is worked out again when its limits or the peak change. */
public final class QueueRations implements Function<QueueKey, Ration> {
  private static final Ration NONE = Ration.of(0);

  private final Function<QueueKey, Optional<Limits>> limits;
  private final InstantSource clock;
  private final Map<QueueKey, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(Limits limits, Ration ration, Instant from, @Nullable Instant until) {
    boolean holds(Limits now, Instant time) {
      return limits.equals(now) && !time.isBefore(from) && (until == null || time.isBefore(until));
    }
  }

  /**
   * @param limits of a queue; empty for one that does not exist, of which nothing starts
   */
  public QueueRations(Function<QueueKey, Optional<Limits>> limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public Ration apply(QueueKey queue) {
    var found = limits.apply(queue);
    if (found.isEmpty()) {
      kept.remove(queue);
      return NONE;
    }
    var now = clock.instant();
    var known = kept.get(queue);
    if (known == null || !known.holds(found.get(), now)) {
      known = made(found.get(), now);
      kept.put(queue, known);
    }
    return known.ration();
  }

  private static Kept made(Limits limits, Instant now) {
    var effective = Rations.effective(limits, now);
    var until = effective.until();
    return new Kept(
        limits, Rations.of(limits, effective), now, until == null ? null : Instant.parse(until));
  }
}
