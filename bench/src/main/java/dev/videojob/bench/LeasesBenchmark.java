package dev.videojob.bench;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.local.command.LocalStack;
import dev.videojob.local.queue.MessageLog;
import dev.videojob.local.queue.SqsWire;
import dev.videojob.operator.intake.source.Lease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * An operator starts among very many VideoJobs whose pods run and whose messages another one held
 * until it died: when it is ready, when it holds every message, and what holding them costs from
 * then on. Messages are held for the default time. The operator has an ahead-of-time cache, as in
 * its image.
 *
 * <p>Arguments: VideoJobs (default 10000), seconds of holding, after as many to warm up (default
 * 120).
 */
public final class LeasesBenchmark {
  private static final int HEAP_MEBIBYTES = 512;

  /** The default. */
  private static final int VISIBILITY_SECONDS = 120;

  private static final double READY_GOAL_SECONDS = 5;
  private static final double HELD_GOAL_SECONDS = 10;
  private static final double CPU_GOAL_PERCENT = 5;
  private static final Duration HELD_FOR = Duration.ofHours(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final LocalStack stack;
  private final SqsWire wire;
  private final MessageLog log;

  private LeasesBenchmark(LocalStack stack, SqsWire wire) {
    this.stack = stack;
    this.wire = wire;
    this.log = new MessageLog(wire, stack.endpoints().queueUrl());
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var live = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    var seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 120;
    var cache = Files.createTempDirectory("videojob-bench-").resolve("operator.aot");
    try (var stack = LocalStack.startPlatform();
        var wire = SqsWire.to(stack.endpoints().sqs())) {
      new LeasesBenchmark(stack, wire).run(live, seconds, cache);
    } finally {
      Files.deleteIfExists(cache);
      Files.delete(cache.getParent());
    }
  }

  private void run(int live, int seconds, Path cache) throws Exception {
    stack.changeQueue(spec -> changed(spec, live));
    OperatorChild.train(stack, HEAP_MEBIBYTES, cache);
    populate(live);
    var settings = Map.of("VIDEOJOB_MAX_JOBS", String.valueOf(live));
    var begin = Instant.now();
    try (var operator = OperatorChild.startTrained(stack, HEAP_MEBIBYTES, settings, cache)) {
      say(
          "start -> ready, with " + live + " live VideoJobs",
          since(begin),
          "s",
          READY_GOAL_SECONDS);
      say("  CPU of the operator until then", operator.cpu(), "s");
      awaitHoldOfAll(live, begin);
      say("start -> every message is renewed", since(begin), "s", HELD_GOAL_SECONDS);
      say("  CPU of the operator until then", operator.cpu(), "s");
      operator.awaitQuiet();
      LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
      say(
          "CPU of an operator that holds " + live + " messages, of a core",
          percentOfACore(operator, Duration.ofSeconds(seconds)),
          "%",
          CPU_GOAL_PERCENT);
    }
  }

  private VideoQueueSpec changed(VideoQueueSpec spec, int live) {
    return VideoQueueSpecBuilder.builder(spec)
        .sqs(
            VideoQueueSpecSqsBuilder.builder(Objects.requireNonNull(spec.sqs()))
                .endpoint(wire.endpoint().toString())
                .visibilityTimeoutSeconds(VISIBILITY_SECONDS)
                .build())
        .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(live).build())
        .build();
  }

  /** The messages are taken by the wire too, so that it knows them by their receipts. */
  private void populate(int live) {
    var endpoints = stack.endpoints();
    System.out.printf("making %d VideoJobs whose messages are held …%n", live);
    try (var messages =
        QueueMessages.at(wire.endpoint(), endpoints.region(), endpoints.accessKeyId())) {
      messages.sendAll(endpoints.queueUrl(), "held", live);
      var leases = messages.hold(endpoints.queueUrl(), live);
      new MadeVideoJobs(stack).running(leases.stream().map(LeasesBenchmark::ofLongAgo).toList());
      messages.renew(endpoints.queueUrl(), leases, VISIBILITY_SECONDS);
    }
  }

  /** As if it had been renewed for hours: a fresh one is not renewed at once. */
  private static Lease ofLongAgo(Lease lease) {
    return new Lease(
        lease.messageId(),
        lease.receiptHandle(),
        lease.receivedAt().minus(HELD_FOR),
        lease.receiveCount());
  }

  private void awaitHoldOfAll(int live, Instant since) {
    var deadline = Instant.now().plus(LONGEST);
    while (log.renewedSince(since).size() < live) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            "only %d of %d messages are held".formatted(log.renewedSince(since).size(), live));
      }
      LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
    }
  }

  private static double percentOfACore(OperatorChild operator, Duration time) {
    var before = operator.cpu();
    var begin = System.nanoTime();
    LockSupport.parkNanos(time.toNanos());
    return 100.0 * operator.cpu().minus(before).toNanos() / (System.nanoTime() - begin);
  }

  private static double since(Instant begin) {
    return Duration.between(begin, Instant.now()).toMillis() / 1000.0;
  }

  private static void say(String what, Duration figure, String unit) {
    System.out.printf(Locale.ROOT, "%s: %.1f %s%n", what, figure.toMillis() / 1000.0, unit);
  }

  private static void say(String what, double figure, String unit, double goal) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f %s, %.2f of the goal of %.0f%n",
        what,
        figure,
        unit,
        figure / goal,
        goal);
  }
}
