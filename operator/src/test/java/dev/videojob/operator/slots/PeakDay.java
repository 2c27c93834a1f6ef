package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.VideoQueueSpec.ClassLimit;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.VideoQueueSpec.PeakWindow;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.operator.Moments;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A day of renders, minute by minute, through the real ledger: ten at once, four of them Manim, and
 * half as many again between 06:00 and 21:00. More comes by day than by night, and most around
 * noon.
 */
final class PeakDay {
  static final String MANIM = "manim";
  static final int MINUTES = 24 * 60;
  static final Limits LIMITS =
      VideoQueueSpecLimitsBuilder.builder()
          .maxJobs(10)
          .classes(List.of(new ClassLimit(MANIM, 4)))
          .peakWindows(List.of(new PeakWindow(List.of(), "06:00", "21:00", 150, false)))
          .build();

  private static final QueueKey QUEUE = new QueueKey("media", "renders");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Moments clock = midnight();
  private final Random dice = new Random(20);
  private final Map<JobKey, Claim> waiting = new HashMap<>();
  private final PriorityQueue<Running> running = new PriorityQueue<>();
  private final SlotLedger ledger =
      new SlotLedger(
          new QueueRations(_ -> Optional.of(LIMITS), clock), Ceilings.of(1000), this::started);
  private final List<Minute> minutes = new ArrayList<>();
  private int made;

  private PeakDay() {}

  /** What is so at the end of one minute. */
  record Minute(int limit, int running, int manim, int waiting, int manimWaiting) {}

  private record Running(Claim claim, Instant until) implements Comparable<Running> {
    @Override
    public int compareTo(Running other) {
      return until.compareTo(other.until);
    }
  }

  static List<Minute> played() {
    var day = new PeakDay();
    for (var minute = 0; minute < MINUTES; minute++) {
      day.pass(minute);
    }
    return day.minutes;
  }

  private static Moments midnight() {
    var clock = new Moments();
    clock.pass(
        Duration.between(Moments.NOW, Moments.NOW.truncatedTo(ChronoUnit.DAYS).plusSeconds(86400)));
    return clock;
  }

  private void pass(int minute) {
    while (!running.isEmpty() && !running.peek().until().isAfter(clock.instant())) {
      ledger.release(running.remove().claim().job());
    }
    ledger.reconsider();
    if (dice.nextDouble() < comingAMinute(minute)) {
      comes();
    }
    minutes.add(
        new Minute(
            Rations.at(LIMITS, clock.instant()).maxJobs(),
            running.size(),
            (int) running.stream().map(Running::claim).filter(PeakDay::isManim).count(),
            waiting.size(),
            (int) waiting.values().stream().filter(PeakDay::isManim).count()));
    clock.pass(MINUTE);
  }

  /** From nine renders an hour at five in the morning to 54 twelve hours later. */
  private static double comingAMinute(int minute) {
    return 0.15 + 0.75 * Math.pow(Math.sin(Math.PI * (minute - 5 * 60) / MINUTES), 2);
  }

  private void comes() {
    var key = new JobKey("media", "render-" + ++made);
    var className = dice.nextInt(4) == 0 ? MANIM : "revideo";
    var claim = new Claim(key, QUEUE, className, Tenants.NOBODY, 50, clock.instant());
    waiting.put(key, claim);
    if (ledger.admit(claim) instanceof Verdict.Admitted) {
      started(key);
    }
  }

  private void started(JobKey job) {
    var claim = Objects.requireNonNull(waiting.remove(job));
    var takes = MINUTE.multipliedBy(12 + dice.nextInt(11));
    running.add(new Running(claim, clock.instant().plus(takes)));
  }

  private static boolean isManim(Claim claim) {
    return MANIM.equals(claim.className());
  }
}
