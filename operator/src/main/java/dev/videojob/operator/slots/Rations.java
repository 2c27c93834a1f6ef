package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoQueueSpec.ClassLimit;
import dev.videojob.api.v1alpha1.VideoQueueSpec.FairShare;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.VideoQueueStatus.EffectiveClassLimit;
import dev.videojob.api.v1alpha1.VideoQueueStatus.EffectiveLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The limits of a queue as they are at a time. Pure. */
public final class Rations {
  private static final int WHOLE = 100;
  private static final String PLAIN = "limits.maxJobs";

  private Rations() {}

  /** What the queue of these limits may have at {@code now}. */
  public static Ration at(Limits limits, Instant now) {
    return of(limits, effective(limits, now));
  }

  /** What it may have while {@code effective} is what its limits are. */
  static Ration of(Limits limits, EffectiveLimits effective) {
    return new Ration(
        effective.maxJobs(),
        effective.classes().stream()
            .collect(Collectors.toMap(EffectiveClassLimit::name, EffectiveClassLimit::maxJobs)),
        limits.weight(),
        Duration.ofSeconds(limits.priorityAgeingSeconds()),
        Optional.ofNullable(limits.fairShare()).map(FairShare::weights).orElse(Map.of()));
  }

  /** The same, with the reason, for people. */
  public static EffectiveLimits effective(Limits limits, Instant now) {
    if (limits.peakWindows().isEmpty()) {
      return plain(limits, PLAIN, null);
    }
    var times = PeakTimes.of(limits);
    if (times.isEmpty()) {
      return plain(
          limits,
          "The operator does not know this time zone, so that peakWindows do not"
              + " hold. Write another name of it, such as Europe/Berlin.",
          null);
    }
    var until = times.get().nextChange(now).map(Instant::toString).orElse(null);
    return times
        .get()
        .at(now)
        .map(peak -> within(limits, peak, until))
        .orElseGet(() -> plain(limits, PLAIN, until));
  }

  private static EffectiveLimits plain(Limits limits, String reason, @Nullable String until) {
    return new EffectiveLimits(
        limits.maxJobs(),
        limits.classes().stream().map(one -> classLimit(one, WHOLE)).toList(),
        reason,
        until);
  }

  private static EffectiveLimits within(
      Limits limits, PeakTimes.Peak peak, @Nullable String until) {
    var window = peak.window();
    var reason =
        "limits.maxJobs x %d %%, as it is between %s and %s (%s)"
            .formatted(window.percent(), window.start(), window.end(), limits.timeZone());
    return new EffectiveLimits(
        multiplied(limits.maxJobs(), window.percent()), classes(limits, peak), reason, until);
  }

  private static List<EffectiveClassLimit> classes(Limits limits, PeakTimes.Peak peak) {
    var percent = peak.window().classes() ? peak.window().percent() : WHOLE;
    return limits.classes().stream().map(one -> classLimit(one, percent)).toList();
  }

  private static EffectiveClassLimit classLimit(ClassLimit limit, int percent) {
    return new EffectiveClassLimit(limit.name(), multiplied(limit.maxJobs(), percent));
  }

  /** Rounded down, but not to nothing what is to be something. */
  private static int multiplied(int limit, int percent) {
    var product = Math.toIntExact((long) limit * percent / WHOLE);
    return limit > 0 && percent > 0 ? Math.max(1, product) : product;
  }
}
