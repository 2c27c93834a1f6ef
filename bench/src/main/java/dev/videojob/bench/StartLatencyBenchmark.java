package dev.videojob.bench;

import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.local.command.LocalStack;
import java.util.List;
import java.util.Locale;

/**
 * From a message's sending to the creation of its Job, on the local platform: SQS's protocol, the
 * API server's and the operator are all in the time; pods sleep, so that they cost nothing.
 *
 * <p>Arguments: messages (default 500), messages per second (default 20).
 */
public final class StartLatencyBenchmark {
  private static final String SLEEPER = "sleeper:bench";
  private static final int WARM_UP = 50;
  private static final double GOAL_P50_MILLIS = 100;
  private static final double GOAL_P99_MILLIS = 500;

  private final LocalStack stack;
  private final QueueMessages messages;

  private StartLatencyBenchmark(LocalStack stack) {
    this.stack = stack;
    var endpoints = stack.endpoints();
    this.messages = QueueMessages.at(endpoints.sqs(), endpoints.region(), endpoints.accessKeyId());
  }

  public static void main(String[] arguments) throws InterruptedException {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    var perSecond = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    var sleeper = List.of("/bin/sh", "-c", "exec sleep 3600");
    try (var stack = LocalStack.startPlatform(platform -> platform.image(SLEEPER, sleeper))) {
      var benchmark = new StartLatencyBenchmark(stack);
      benchmark.makeRoom(messages + WARM_UP);
      stack.startOperator();
      benchmark.run(messages, perSecond);
    }
  }

  private void makeRoom(int jobs) {
    stack.changeQueue(
        spec ->
            VideoQueueSpecBuilder.builder(spec)
                .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(jobs).build())
                .template(
                    VideoQueueSpecTemplateBuilder.builder(spec.template()).image(SLEEPER).build())
                .build());
  }

  private void run(int messages, int perSecond) throws InterruptedException {
    var times = new StartTimes(stack.client(), LocalStack.NAMESPACE, this::send);
    times.measure("warm", WARM_UP, perSecond);
    report(times.measure("bench", messages, perSecond), perSecond);
  }

  private void send(String id) {
    messages.send(stack.endpoints().queueUrl(), id);
  }

  private static void report(Latencies times, int perSecond) {
    System.out.printf(
        Locale.ROOT,
        "message sent -> Job created, %d messages at %d/s: p50 %.0f ms (%.2f of the goal), p99 %.0f"
            + " ms (%.2f of the goal), longest %.0f ms%n",
        times.count(),
        perSecond,
        times.percentile(50),
        times.percentile(50) / GOAL_P50_MILLIS,
        times.percentile(99),
        times.percentile(99) / GOAL_P99_MILLIS,
        times.longest());
  }
}
