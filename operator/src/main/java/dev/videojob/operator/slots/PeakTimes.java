package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.VideoQueueSpec.PeakWindow;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The peak windows of a queue in time. A window begins and ends when clocks on the wall show it: a
 * time that clocks skip is as much later as they skip, of one that they show twice the first
 * counts.
 */
final class PeakTimes {
  /** The window that began on the day before may still be on; the next is a week away at most. */
  private static final long DAYS_BACK = 1;

  private static final long DAYS_AHEAD = 8;

  private final ZoneId zone;
  private final List<PeakWindow> windows;

  private PeakTimes(ZoneId zone, List<PeakWindow> windows) {
    this.zone = zone;
    this.windows = windows;
  }

  /** Empty for a time zone that an API server knows and Java does not. */
  static Optional<PeakTimes> of(Limits limits) {
    try {
      return Optional.of(new PeakTimes(ZoneId.of(limits.timeZone()), limits.peakWindows()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** One time at which a window is on, its end not included. */
  record Peak(PeakWindow window, Instant from, Instant until) {
    boolean isOnAt(Instant time) {
      return !time.isBefore(from) && time.isBefore(until);
    }
  }

  /** The peak at {@code time}; the highest, should there be several. */
  Optional<Peak> at(Instant time) {
    return around(time)
        .filter(peak -> peak.isOnAt(time))
        .max(Comparator.comparing(peak -> peak.window().percent()));
  }

  /** When a window begins or ends next; empty without windows. */
  Optional<Instant> nextChange(Instant after) {
    return around(after)
        .flatMap(peak -> Stream.of(peak.from(), peak.until()))
        .filter(change -> change.isAfter(after))
        .min(Comparator.naturalOrder());
  }

  private Stream<Peak> around(Instant time) {
    var today = time.atZone(zone).toLocalDate();
    return LongStream.rangeClosed(-DAYS_BACK, DAYS_AHEAD)
        .mapToObj(today::plusDays)
        .flatMap(day -> windows.stream().filter(on(day)).map(window -> peak(window, day)));
  }

  private static Predicate<PeakWindow> on(LocalDate day) {
    return window ->
        window.days().stream().anyMatch(one -> DayOfWeek.valueOf(one.name()) == day.getDayOfWeek());
  }

  private Peak peak(PeakWindow window, LocalDate day) {
    var start = LocalTime.parse(window.start());
    var end = LocalTime.parse(window.end());
    var lastDay = end.isAfter(start) ? day : day.plusDays(1);
    return new Peak(
        window,
        day.atTime(start).atZone(zone).toInstant(),
        lastDay.atTime(end).atZone(zone).toInstant());
  }
}
