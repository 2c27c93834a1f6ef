package dev.videojob.operator.api.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/** How often each caller may ask: so many times a second, all of them at once if they like. */
public final class CallerRates {
  private static final int CALLERS_AT_MOST = 10_000;

  /** A bucket is full long before. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

  private final LoadingCache<String, Bucket> buckets;

  public CallerRates(int perSecond) {
    this(perSecond, TimeMeter.SYSTEM_NANOTIME);
  }

  CallerRates(int perSecond, TimeMeter time) {
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(CALLERS_AT_MOST)
            .expireAfterAccess(FORGOTTEN_AFTER)
            .build(caller -> bucket(perSecond, time));
  }

  private static Bucket bucket(int perSecond, TimeMeter time) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .withCustomTimePrecision(time)
        .build();
  }

  /** Counts one request of {@code caller}; how long it has to wait if it comes too soon. */
  public Optional<Duration> wait(Caller caller) {
    var probe = buckets.get(caller.name()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }
}
