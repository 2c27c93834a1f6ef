package dev.videojob.sim.faults;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** How often what goes wrong; drawn from a seed, so that calm runs and wild ones both occur. */
public final class Weather {
  private final RandomGenerator random;
  private final double death;
  private final double lost;
  private final double answerLost;
  private final double entryFailed;
  private final double interruption;
  private final Map<CallFate, Long> told = new EnumMap<>(CallFate.class);
  private boolean calm;
  private long others;

  public Weather(RandomGenerator random) {
    this.random = random;
    this.death = random.nextDouble() < 0.2 ? 0 : random.nextDouble(0.01);
    this.lost = random.nextDouble() < 0.2 ? 0 : random.nextDouble(0.05);
    this.answerLost = random.nextDouble() < 0.2 ? 0 : random.nextDouble(0.05);
    this.entryFailed = random.nextDouble() < 0.3 ? 0 : random.nextDouble(0.1);
    this.interruption = random.nextDouble() < 0.3 ? 0 : random.nextDouble(0.3);
  }

  /** Nothing goes wrong from now on. */
  public void clearUp() {
    calm = true;
  }

  public boolean calm() {
    return calm;
  }

  public CallFate ofCall() {
    var fate = calm ? CallFate.ANSWERED : draw();
    told.merge(fate, 1L, Long::sum);
    return fate;
  }

  private CallFate draw() {
    var drawn = random.nextDouble();
    if (drawn < death) {
      return random.nextBoolean() ? CallFate.DEATH_BEFORE : CallFate.DEATH_AFTER;
    }
    if (drawn < death + lost) {
      return CallFate.LOST;
    }
    return drawn < death + lost + answerLost ? CallFate.ANSWER_LOST : CallFate.ANSWERED;
  }

  /** Whether one entry of a batch fails while the others do not. */
  public boolean entryFails() {
    return happens(entryFailed);
  }

  /** Whether a step is interrupted at its calls by others. */
  public boolean interrupts() {
    return !calm && random.nextDouble() < interruption;
  }

  /** Something of probability {@code chance} that is a fault: never when it is calm. */
  public boolean happens(double chance) {
    var so = !calm && random.nextDouble() < chance;
    if (so) {
      others++;
    }
    return so;
  }

  /** A time at which something happens, rather soon than late. */
  public Duration upTo(Duration most) {
    var part = random.nextDouble();
    return Duration.ofNanos((long) (most.toNanos() * part * part));
  }

  /** Calls that did not go as they should, and other faults, so far. */
  public long faults() {
    return others
        + told.entrySet().stream()
            .filter(entry -> entry.getKey() != CallFate.ANSWERED)
            .mapToLong(Map.Entry::getValue)
            .sum();
  }

  public long calls() {
    return told.values().stream().mapToLong(Long::longValue).sum();
  }
}
