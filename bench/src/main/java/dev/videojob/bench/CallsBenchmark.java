package dev.videojob.bench;

import dev.videojob.api.v1alpha1.VideoQueueSpec;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecSqsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.local.command.LocalStack;
import dev.videojob.local.command.StandInWorker;
import dev.videojob.local.queue.MessageLog;
import dev.videojob.local.queue.SqsWire;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Calls to SQS for each job, counted on the wire, while a queue holds more messages than there are
 * slots: of the second and third quarter of the messages, so that neither the beginning nor the end
 * is in the figure. Workers are stand-ins that are busy for half of the time for which a message is
 * held, as a job of a minute is with the default of two.
 *
 * <p>Arguments: messages (default 800), slots (default 150), seconds of a job (default 15).
 */
public final class CallsBenchmark {
  private static final String WORKER = "stand-in-for-a-worker:bench";
  private static final int HEAP_MEBIBYTES = 512;
  private static final double GOAL = 0.5;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final LocalStack stack;
  private final SqsWire wire;
  private final MessageLog log;

  private CallsBenchmark(LocalStack stack, SqsWire wire) {
    this.stack = stack;
    this.wire = wire;
    this.log = new MessageLog(wire, stack.endpoints().queueUrl());
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 800;
    var slots = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 150;
    var busy = Duration.ofSeconds(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 15);
    var worker = StandInWorker.busyFor(busy).command();
    try (var stack = LocalStack.startPlatform(platform -> platform.image(WORKER, worker));
        var wire = SqsWire.to(stack.endpoints().sqs())) {
      new CallsBenchmark(stack, wire).run(messages, slots, busy);
    }
  }

  private void run(int messages, int slots, Duration busy) throws Exception {
    stack.changeQueue(spec -> changed(spec, slots, busy.multipliedBy(2)));
    var endpoints = stack.endpoints();
    try (var uploads =
        QueueMessages.at(endpoints.sqs(), endpoints.region(), endpoints.accessKeyId())) {
      uploads.sendAll(endpoints.queueUrl(), "call", messages);
    }
    try (var _ =
        OperatorChild.start(
            stack, HEAP_MEBIBYTES, Map.of("VIDEOJOB_MAX_JOBS", String.valueOf(slots)))) {
      var first = awaitDeleted(messages / 4);
      var begin = Instant.now();
      var last = awaitDeleted(3 * messages / 4);
      report(begin, Instant.now(), last - first);
    }
  }

  private VideoQueueSpec changed(VideoQueueSpec spec, int slots, Duration visibility) {
    return VideoQueueSpecBuilder.builder(spec)
        .sqs(
            VideoQueueSpecSqsBuilder.builder(Objects.requireNonNull(spec.sqs()))
                .endpoint(wire.endpoint().toString())
                .visibilityTimeoutSeconds((int) visibility.toSeconds())
                .build())
        .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(slots).build())
        .template(VideoQueueSpecTemplateBuilder.builder(spec.template()).image(WORKER).build())
        .build();
  }

  private int awaitDeleted(int count) {
    var deadline = Instant.now().plus(LONGEST);
    while (log.deleted().size() < count) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            "only %d of %d messages were worked on".formatted(log.deleted().size(), count));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return log.deleted().size();
  }

  private void report(Instant begin, Instant end, int jobs) {
    var endpoints = stack.endpoints();
    var ofSource = calls(begin, end, endpoints.queueUrl());
    var receive = ofSource.getOrDefault("ReceiveMessage", 0L) / (double) jobs;
    var renew = ofSource.getOrDefault("ChangeMessageVisibilityBatch", 0L) / (double) jobs;
    var delete = ofSource.getOrDefault("DeleteMessageBatch", 0L) / (double) jobs;
    var sum = receive + renew + delete;
    System.out.printf(
        Locale.ROOT,
        "calls to SQS a job, %d jobs at %.1f/s: receive %.2f + renew %.2f + delete %.2f = %.2f,"
            + " %.2f of the goal of %.1f%n",
        jobs,
        jobs * 1000.0 / Duration.between(begin, end).toMillis(),
        receive,
        renew,
        delete,
        sum,
        sum / GOAL,
        GOAL);
    var sends =
        calls(begin, end, endpoints.processedQueueUrl()).values().stream()
            .mapToLong(Long::longValue)
            .sum();
    System.out.printf(
        Locale.ROOT, "  beside them, to the processed queue: %.2f%n", sends / (double) jobs);
  }

  /** How many there were of each action. */
  private Map<String, Long> calls(Instant begin, Instant end, String queueUrl) {
    return wire.calls()
        .filter(call -> call.concerns(queueUrl))
        .filter(call -> call.askedAt().isAfter(begin) && call.askedAt().isBefore(end))
        .collect(Collectors.groupingBy(SqsWire.Call::action, Collectors.counting()));
  }
}
