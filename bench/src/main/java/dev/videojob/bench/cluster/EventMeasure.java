package dev.videojob.bench.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What an event costs an operator that knows few objects and one that knows many. Both run at the
 * same time; events are sent to one after the other, and each process's own CPU time is counted.
 */
final class EventMeasure {
  private static final String NAME = "events";
  private static final int LIVE = 20;
  private static final int FEW = 100;
  private static final int EVENTS = 1000;
  private static final int WARM_ROUNDS = 3;
  private static final int ROUNDS = 5;
  private static final double GOAL = 1.2;
  private static final Duration IDLE = Duration.ofSeconds(15);
  private static final Duration DRAIN = Duration.ofMillis(500);

  private EventMeasure() {}

  static void run(Bench bench) throws InterruptedException {
    var population = bench.population();
    bench.stopOperator();
    var crowd = bench.crowd();
    var crowdLive = population.live(crowd, "changed", LIVE);
    try (var few = bench.namespace("few")) {
      population.finished(few, FEW - LIVE);
      var fewLive = population.live(few, "changed", LIVE);
      bench.machine.awaitQuiet();
      try (var small = Subject.start(bench, "few", few, fewLive);
          var large = Subject.start(bench, "many", crowd, crowdLive)) {
        compare(bench, small, large);
      }
    }
  }

  private static void compare(Bench bench, Subject few, Subject many) {
    bench.report.doing("changing objects under two operators");
    for (var n = 0; n < WARM_ROUNDS; n++) {
      few.round();
      many.round();
    }
    bench.machine.awaitQuiet();
    few.idle();
    many.idle();
    LockSupport.parkNanos(IDLE.toNanos());
    few.idled();
    many.idled();
    var ofFew = new ArrayList<Double>();
    var ofMany = new ArrayList<Double>();
    for (var n = 0; n < ROUNDS; n++) {
      ofFew.add(few.round());
      ofMany.add(many.round());
    }
    tell(bench, few, FEW, Median.of(ofFew));
    tell(bench, many, bench.size.finished(), Median.of(ofMany));
    bench.report.figure(
        NAME,
        "CPU of an event, %d objects ÷ %d, median of %d"
            .formatted(bench.size.finished(), FEW, ROUNDS),
        Median.of(ofMany) / Median.of(ofFew),
        "",
        Goal.atMost(GOAL));
  }

  private static void tell(Bench bench, Subject subject, int objects, double millis) {
    var with = " with %d objects".formatted(objects);
    bench.report.figure(NAME, "start -> ready" + with, subject.startedInSeconds(), "s");
    bench.report.figure(
        NAME, "CPU of an operator without events, ‰ of a core," + with, subject.idlePermille, "‰");
    bench.report.figure(NAME, "CPU of a change of a VideoJob or its Job," + with, millis, "ms");
  }

  /** An operator and the VideoJobs that are changed for it. */
  private static final class Subject implements AutoCloseable {
    private final ApiConnections connections;
    private final BenchNamespace namespace;
    private final List<String> live;
    private final OperatorProgram operator;
    private int change;
    private Duration idleCpu = Duration.ZERO;
    private long idleSince;
    private double idlePermille;

    private Subject(
        ApiConnections connections,
        BenchNamespace namespace,
        List<String> live,
        OperatorProgram operator) {
      this.connections = connections;
      this.namespace = namespace;
      this.live = live;
      this.operator = operator;
    }

    static Subject start(Bench bench, String name, BenchNamespace namespace, List<String> live)
        throws InterruptedException {
      return new Subject(bench.connections, namespace, live, bench.startOperator(name, namespace));
    }

    double startedInSeconds() {
      return operator.startedIn().toMillis() / 1000.0;
    }

    void idle() {
      idleCpu = operator.cpu();
      idleSince = System.nanoTime();
    }

    void idled() {
      var nanos = System.nanoTime() - idleSince;
      idlePermille = operator.cpu().minus(idleCpu).toNanos() * 1000.0 / nanos;
    }

    /** Sends events, one after the other; returns the CPU milliseconds of one, less idle CPU. */
    double round() {
      var from = System.nanoTime();
      var before = operator.cpu();
      for (var n = 0; n < EVENTS; n++) {
        sendEvent();
      }
      LockSupport.parkNanos(DRAIN.toNanos());
      var idle = (System.nanoTime() - from) / 1e6 * idlePermille / 1000;
      return (operator.cpu().minus(before).toMillis() - idle) / EVENTS;
    }

    /** A VideoJob and a Job in turn, the next pair each time. */
    private void sendEvent() {
      var name = live.get(change / 2 % live.size());
      var path =
          change % 2 == 0
              ? namespace.videoJobs() + "/" + name
              : namespace.jobs() + "/" + name + "-1";
      connections
          .one()
          .merge(
              path, "{\"metadata\":{\"labels\":{\"videojob-bench\":\"n%d\"}}}".formatted(change));
      change++;
    }

    @Override
    public void close() {
      operator.close();
    }
  }
}
