package dev.videojob.sim.faults;

import dev.videojob.sim.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Services that refuse every call for many minutes. */
public final class Outages {
  private static final double CHANCE = 0.15;
  private static final Duration SHORTEST = Duration.ofMinutes(3);

  /** Some forty jobs, each of which tries every few seconds, make half of that in a minute. */
  private static final int MOST_REFUSALS = 1500;

  private static final Duration LONGEST = Duration.ofMinutes(45);

  private final Agenda agenda;
  private final Weather weather;
  private final Consumer<String> story;
  private final Consumer<Service> onHammering;
  private final Map<Service, Away> away = new EnumMap<>(Service.class);

  /** One outage. */
  private static final class Away {
    final Instant until;
    Instant minute;
    int refusals;

    Away(Instant begin, Duration lasts) {
      this.until = begin.plus(lasts);
      this.minute = begin;
    }

    /** Whether this is one too many for its minute. */
    boolean hammered(Instant now) {
      if (now.isAfter(minute.plusSeconds(60))) {
        minute = now;
        refusals = 0;
      }
      return ++refusals > MOST_REFUSALS;
    }
  }

  /**
   * @param onHammering is told of a service that is asked again and again with hardly a pause
   */
  public Outages(
      Agenda agenda, Weather weather, Consumer<String> story, Consumer<Service> onHammering) {
    this.agenda = agenda;
    this.weather = weather;
    this.story = story;
    this.onHammering = onHammering;
  }

  /** Draws which services will be away, and from when on within {@code time}. */
  public void draw(RandomGenerator random, Duration time) {
    for (var service : Service.values()) {
      if (random.nextDouble() < CHANCE) {
        agenda.between(Duration.ZERO, time, () -> begin(service));
      }
    }
  }

  private void begin(Service service) {
    var lasts = SHORTEST.plus(weather.upTo(LONGEST));
    story.accept(service + " is away for " + lasts.toMinutes() + " min");
    away.put(service, new Away(agenda.instant(), lasts));
  }

  /** Whether {@code service} was away at any time since {@code when}. */
  public boolean wasAwaySince(Service service, Instant when) {
    var outage = away.get(service);
    return outage != null && outage.until.isAfter(when);
  }

  /** Whether a call to {@code service} is refused. */
  public boolean refuses(Service service) {
    var outage = away.get(service);
    var now = agenda.instant();
    if (outage == null || weather.calm() || !now.isBefore(outage.until)) {
      return false;
    }
    if (outage.hammered(now)) {
      onHammering.accept(service);
    }
    return true;
  }
}
