package dev.videojob.bench;

import dev.videojob.local.command.LocalStack;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs an operator to handle one event, with few and with many objects in its caches. The
 * event is a change of a Job, which has its VideoJob looked at; CPU time that is used without
 * events is taken off.
 *
 * <p>Arguments: objects of the larger run (default 50000), events (default 3000).
 */
public final class EventCostBenchmark {
  private static final int FEW = 100;
  private static final int LIVE = 20;
  private static final int HEAP_MEBIBYTES = 512;
  private static final double GOAL = 1.2;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final LocalStack stack;

  private EventCostBenchmark(LocalStack stack) {
    this.stack = stack;
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var many = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
    var events = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3000;
    try (var stack = LocalStack.startPlatform()) {
      var benchmark = new EventCostBenchmark(stack);
      var made = new MadeVideoJobs(stack);
      made.live(LIVE);
      made.finished(FEW - LIVE);
      var few = benchmark.microsAnEvent(events);
      made.finished(FEW - LIVE, many - FEW);
      var lots = benchmark.microsAnEvent(events);
      System.out.printf(
          Locale.ROOT,
          "CPU of one event: %.0f us with %d objects, %.0f us with %d, ratio %.2f (%.2f of the"
              + " goal)%n",
          few,
          FEW,
          lots,
          many,
          lots / few,
          lots / few / GOAL);
    }
  }

  private double microsAnEvent(int events) throws Exception {
    var settings =
        Map.of(
            "VIDEOJOB_WORKER_IMAGE",
            "nowhere:bench",
            "VIDEOJOB_UNQUEUED_MAX_JOBS",
            String.valueOf(LIVE));
    try (var operator = OperatorChild.start(stack, HEAP_MEBIBYTES, settings)) {
      new MadeVideoJobs(stack).awaitJobs(LIVE);
      fire(events); // Warm-up.
      var idleBefore = operator.cpu();
      LockSupport.parkNanos(IDLE.toNanos());
      var idleASecond = operator.cpu().minus(idleBefore).toNanos() / (double) IDLE.toSeconds();
      var before = operator.cpu();
      var began = System.nanoTime();
      fire(events);
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
      var took = (System.nanoTime() - began) / 1e9;
      var used = operator.cpu().minus(before).toNanos() - idleASecond * took;
      return used / events / 1000;
    }
  }

  private void fire(int events) {
    for (var n = 0; n < events; n++) {
      var _ =
          stack
              .client()
              .batch()
              .v1()
              .jobs()
              .inNamespace(LocalStack.NAMESPACE)
              .withName("live-" + (n % LIVE) + "-1")
              .patch(
                  PatchContext.of(PatchType.JSON_MERGE),
                  "{\"metadata\":{\"annotations\":{\"bench\":\"%d\"}}}".formatted(n));
    }
  }
}
