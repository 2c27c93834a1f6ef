package dev.videojob.chaos.storm;

import dev.videojob.chaos.storm.Disturbance.ApiServerKilled;
import dev.videojob.chaos.storm.Disturbance.Fault;
import dev.videojob.chaos.storm.Disturbance.Halt;
import dev.videojob.chaos.storm.Disturbance.KubeletHalted;
import dev.videojob.chaos.storm.Disturbance.LinkDisturbed;
import dev.videojob.chaos.storm.Disturbance.OperatorKilled;
import dev.videojob.chaos.storm.Disturbance.PodsDeleted;
import dev.videojob.chaos.storm.Disturbance.Reach;
import dev.videojob.chaos.storm.Disturbance.Whom;
import dev.videojob.chaos.storm.Disturbance.WorkersKilled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * The timetable of one run's disturbances. Those of different subjects may be at the same time.
 *
 * @param gusts in the order in which they begin
 */
public record Storm(List<Gust> gusts) {
  /** The time in which disturbances begin, counted from the run's start. */
  public static final Duration WINDOW = Duration.ofSeconds(40);

  private static final int FEWEST = 5;
  private static final int MOST = 9;

  /** A kubelet that is away for longer makes its node lose its pods. */
  private static final Duration LONGEST = Duration.ofSeconds(12);

  /** Each doubles the memory of the next attempt. */
  private static final int MOST_WORKER_KILLS = 2;

  /** Each doubles the time that the kubelet waits before it starts the container again. */
  private static final int MOST_OPERATOR_KILLS = 3;

  /**
   * One disturbance.
   *
   * @param at when it begins, counted from the run's start
   * @param what what happens
   */
  public record Gust(Duration at, Disturbance what) {
    /** When it is over. */
    public Duration end() {
      return at.plus(what.lasting());
    }
  }

  public Storm {
    gusts = gusts.stream().sorted(Comparator.comparing(Gust::at)).toList();
  }

  /** The storm of a seed, always the same. The operator is killed in each at least once. */
  public static Storm of(long seed) {
    var random = new Random(seed);
    var count = random.nextInt(FEWEST, MOST + 1);
    var gusts = new ArrayList<Gust>();
    gusts.add(new Gust(time(random), operatorKilled(random)));
    while (gusts.size() < count) {
      var gust = new Gust(time(random), disturbance(random));
      if (fits(gust, gusts)) {
        gusts.add(gust);
      }
    }
    return new Storm(gusts);
  }

  private static boolean fits(Gust gust, List<Gust> others) {
    var same =
        others.stream()
            .filter(other -> other.what().subject().equals(gust.what().subject()))
            .toList();
    return same.size() < most(gust.what())
        && same.stream().noneMatch(other -> overlap(other, gust));
  }

  private static int most(Disturbance what) {
    return switch (what) {
      case OperatorKilled _ -> MOST_OPERATOR_KILLS;
      case WorkersKilled _, PodsDeleted _ -> MOST_WORKER_KILLS;
      // Starting it takes long enough already.
      case ApiServerKilled _ -> 1;
      case LinkDisturbed _, KubeletHalted _ -> 2;
    };
  }

  /** With room between them, so that each of the two can be told from the other. */
  private static boolean overlap(Gust one, Gust other) {
    var room = Duration.ofSeconds(1);
    return one.at().compareTo(other.end().plus(room)) <= 0
        && other.at().compareTo(one.end().plus(room)) <= 0;
  }

  private static Disturbance disturbance(Random random) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> operatorKilled(random);
      case 3, 4 -> new ApiServerKilled(lasting(random));
      case 5, 6, 7, 8 ->
          new LinkDisturbed(
              pick(random, Link.values()), pick(random, Fault.values()), lasting(random));
      case 9 -> new WorkersKilled(pick(random, Reach.values()));
      case 10 -> new PodsDeleted(pick(random, Reach.values()));
      default -> new KubeletHalted(pick(random, Halt.values()), lasting(random));
    };
  }

  private static OperatorKilled operatorKilled(Random random) {
    return new OperatorKilled(
        switch (random.nextInt(5)) {
          case 0 -> Whom.FOLLOWER;
          case 1 -> Whom.BOTH;
          default -> Whom.LEADER;
        });
  }

  private static Duration time(Random random) {
    return Duration.ofMillis(random.nextLong(3_000, WINDOW.toMillis()));
  }

  private static Duration lasting(Random random) {
    return Duration.ofMillis(random.nextLong(1_000, LONGEST.toMillis()));
  }

  private static <T> T pick(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
