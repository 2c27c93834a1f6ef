package dev.videojob.bench;

import dev.videojob.api.v1alpha1.VideoQueueSpec.ClassLimit;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Limits;
import dev.videojob.api.v1alpha1.VideoQueueSpecFairShareBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.operator.slots.Ceilings;
import dev.videojob.operator.slots.Claim;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.QueueRations;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.slots.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What it costs to decide who gets a slot that became free, with few and with many jobs that wait
 * in 100 queues of several weights, priorities, classes and tenants.
 *
 * <p>Arguments: decisions to measure (default 20000).
 */
public final class AdmissionBenchmark {
  private static final List<Integer> WAITING = List.of(100, 1_000, 10_000, 50_000);
  private static final int MEASURED_AGAINST_THE_GOAL = 10_000;
  private static final double GOAL_MILLIS = 5;
  private static final int QUEUES = 100;
  private static final int SLOTS = 1000;
  private static final int TENANTS = 10;
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final List<Limits> LIMITS =
      IntStream.range(0, QUEUES).mapToObj(AdmissionBenchmark::limits).toList();

  private final Random dice = new Random(1);
  private final ArrayDeque<JobKey> holders = new ArrayDeque<>();
  private final SlotLedger ledger =
      new SlotLedger(
          new QueueRations(AdmissionBenchmark::limits, InstantSource.fixed(NOW)),
          Ceilings.of(SLOTS),
          holders::add);
  private int jobs;

  private AdmissionBenchmark() {}

  public static void main(String[] arguments) {
    var decisions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
    new AdmissionBenchmark().among(WAITING.getFirst(), decisions); // Warm-up.
    var few = Double.NaN;
    for (var waiting : WAITING) {
      var times = new AdmissionBenchmark().among(waiting, decisions);
      few = Double.isNaN(few) ? times.percentile(50) : few;
      System.out.printf(
          Locale.ROOT,
          "%d waiting: a decision takes CPU of p50 %.1f us, p99 %.1f us, p50 %.2f times that of %d%s%n",
          waiting,
          times.percentile(50) * 1000,
          times.percentile(99) * 1000,
          times.percentile(50) / few,
          WAITING.getFirst(),
          waiting == MEASURED_AGAINST_THE_GOAL
              ? "; p99 is %.4f of the goal".formatted(times.percentile(99) / GOAL_MILLIS)
              : "");
    }
  }

  private static Optional<Limits> limits(QueueKey queue) {
    return Optional.of(LIMITS.get(Integer.parseInt(queue.name().substring("queue-".length()))));
  }

  private static Limits limits(int queue) {
    return VideoQueueSpecLimitsBuilder.builder()
        .maxJobs(40)
        .classes(List.of(new ClassLimit("manim", 4)))
        .weight(1 + queue % 4)
        .fairShare(
            VideoQueueSpecFairShareBuilder.builder()
                .metadataKey("tenant")
                .weights(Map.of("tenant-0", 3))
                .build())
        .build();
  }

  /** One ends, its slot goes to who is next, and another job comes and learns its place. */
  private Latencies among(int waiting, int decisions) {
    while (jobs < SLOTS + waiting) {
      come();
    }
    var times = new ArrayList<Duration>();
    for (var decision = 0; decision < decisions; decision++) {
      var ended = holders.remove();
      var began = ThisProcess.threadCpuNanos();
      ledger.release(ended);
      come();
      times.add(Duration.ofNanos(ThisProcess.threadCpuNanos() - began));
    }
    return Latencies.of(times);
  }

  private void come() {
    var number = jobs++;
    var claim =
        new Claim(
            new JobKey("media", "job-" + number),
            new QueueKey("media", "queue-" + number % QUEUES),
            dice.nextInt(4) == 0 ? "manim" : null,
            "tenant-" + dice.nextInt(TENANTS),
            dice.nextInt(101),
            NOW.plusMillis(number));
    if (ledger.admit(claim) instanceof Verdict.Admitted) {
      holders.add(claim.job());
    }
  }
}
