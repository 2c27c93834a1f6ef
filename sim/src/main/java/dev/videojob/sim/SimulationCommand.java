package dev.videojob.sim;

import dev.videojob.sim.operator.Seams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sim}: many histories, or one told line by line. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the operator's own code in simulated surroundings: queues, API server, pods, faults and",
      "time come from a seed. Says which seeds break what the operator promises, and tells the",
      "history of the first. The exit code is 1 if there is one. docs/simulation.md says more."
    })
public final class SimulationCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Histories to play. Default: ${DEFAULT-VALUE}.",
      defaultValue = "2000")
  private long seeds;

  @Option(
      names = "--from",
      paramLabel = "S",
      description = "The first seed. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1")
  private long from;

  @Option(names = "--seed", paramLabel = "S", description = "Plays this one and tells its history.")
  private @Nullable Long seed;

  private final AtomicLong next = new AtomicLong();
  private final LongAdder done = new LongAdder();
  private final LongAdder simulatedMinutes = new LongAdder();
  private final LongAdder asked = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final LongAdder operators = new LongAdder();
  private final ConcurrentLinkedQueue<SimulationReport> broken = new ConcurrentLinkedQueue<>();

  /** Plays; the exit code is 1 if a promise was broken, 2 for wrong arguments. */
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "videojob-sim-logback.xml");
    System.exit(new CommandLine(new SimulationCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    if (seed != null) {
      return tell(seed);
    }
    var begun = System.nanoTime();
    play(begun);
    var took = Duration.ofNanos(System.nanoTime() - begun);
    summary(took);
    if (broken.isEmpty()) {
      return 0;
    }
    print("replay one with: sim --seed " + broken.peek().seed());
    return 1;
  }

  private int tell(long which) {
    var report = Simulation.run(which, Seams.NONE, true);
    report.story().forEach(SimulationCommand::print);
    report.violations().forEach(violation -> print(violation.toString()));
    return report.violations().isEmpty() ? 0 : 1;
  }

  private void play(long begun) throws InterruptedException, ExecutionException {
    next.set(from);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> players = new ArrayList<>();
      for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        players.add(threads.submit(this::playOneAfterAnother));
      }
      threads.shutdown();
      while (!threads.awaitTermination(BETWEEN_LINES.toSeconds(), TimeUnit.SECONDS)) {
        print(progress(Duration.ofNanos(System.nanoTime() - begun)));
      }
      for (var player : players) {
        player.get();
      }
    }
  }

  private void playOneAfterAnother() {
    for (var which = next.getAndIncrement(); which < from + seeds; which = next.getAndIncrement()) {
      add(Simulation.run(which, Seams.NONE, false));
    }
  }

  private void add(SimulationReport report) {
    done.increment();
    simulatedMinutes.add(report.simulated().toMinutes());
    asked.add(report.asked());
    calls.add(report.calls());
    faults.add(report.faults());
    operators.add(report.operators());
    if (!report.violations().isEmpty()) {
      broken.add(report);
      print("  seed " + report.seed() + " broke: " + report.violations().getFirst());
    }
  }

  private String progress(Duration took) {
    return "  %,d of %,d seeds, %.0f per second, %d broken"
        .formatted(done.sum(), seeds, done.sum() / (took.toMillis() / 1000.0), broken.size());
  }

  private void summary(Duration took) {
    print(
        "%,d seeds in %d s: %,d simulated hours, %,d asks, %,d calls, %,d faults, %,d operators, %d broken"
            .formatted(
                done.sum(),
                took.toSeconds(),
                simulatedMinutes.sum() / 60,
                asked.sum(),
                calls.sum(),
                faults.sum(),
                operators.sum(),
                broken.size()));
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
