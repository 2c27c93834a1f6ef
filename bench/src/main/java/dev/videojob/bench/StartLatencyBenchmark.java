package dev.videojob.bench;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecLimitsBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpecTemplateBuilder;
import dev.videojob.local.command.LocalStack;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * From a message's sending to the creation of its Job, on the local platform: SQS's protocol, the
 * API server's and the operator are all in the time; pods sleep, so that they cost nothing.
 *
 * <p>Arguments: messages (default 500), messages per second (default 20).
 */
public final class StartLatencyBenchmark {
  private static final String SLEEPER = "sleeper:bench";
  private static final int WARM_UP = 50;
  private static final long GOAL_P50_MILLIS = 100;
  private static final long GOAL_P99_MILLIS = 500;

  private final LocalStack stack;
  private final SqsClient sqs;
  private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
  private final Map<String, Long> createdAt = new ConcurrentHashMap<>();

  private StartLatencyBenchmark(LocalStack stack) {
    this.stack = stack;
    var endpoints = stack.endpoints();
    this.sqs =
        SqsClient.builder()
            .endpointOverride(endpoints.sqs())
            .region(Region.of(endpoints.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        endpoints.accessKeyId(), endpoints.secretAccessKey())))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
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
    stack
        .client()
        .resources(VideoQueue.class)
        .inNamespace(LocalStack.NAMESPACE)
        .withName(LocalStack.QUEUE)
        .edit(
            queue -> {
              queue.setSpec(
                  VideoQueueSpecBuilder.builder(queue.getSpec())
                      .limits(VideoQueueSpecLimitsBuilder.builder().maxJobs(jobs).build())
                      .template(
                          VideoQueueSpecTemplateBuilder.builder(queue.getSpec().template())
                              .image(SLEEPER)
                              .build())
                      .build());
              return queue;
            });
  }

  private void run(int messages, int perSecond) throws InterruptedException {
    send("warm", WARM_UP, perSecond);
    sentAt.clear();
    createdAt.clear();
    send("bench", messages, perSecond);
    report(perSecond);
  }

  private void send(String prefix, int count, int perSecond) throws InterruptedException {
    var left = new CountDownLatch(count);
    try (var _ =
        stack
            .client()
            .batch()
            .v1()
            .jobs()
            .inNamespace(LocalStack.NAMESPACE)
            .watch(new Creations(left))) {
      var gap = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
      var next = System.nanoTime();
      for (var n = 0; n < count; n++) {
        LockSupport.parkNanos(next - System.nanoTime());
        next += gap;
        send(prefix + "-" + n);
      }
      if (!left.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(left.getCount() + " messages became no Job within 60 s");
      }
    }
  }

  private void send(String id) {
    sentAt.put(id, System.nanoTime());
    sqs.sendMessage(
        message ->
            message
                .queueUrl(stack.endpoints().queueUrl())
                .messageBody("{\"id\": \"%s\", \"key\": \"%s.mp4\"}".formatted(id, id)));
  }

  /** Notes when each Job is seen for the first time; changes of the warm-up's Jobs are none. */
  private final class Creations implements Watcher<Job> {
    private final CountDownLatch left;

    Creations(CountDownLatch left) {
      this.left = left;
    }

    @Override
    public void eventReceived(Action action, Job job) {
      var now = System.nanoTime();
      var videoJob = job.getMetadata().getLabels().getOrDefault(Names.JOB_LABEL, "-");
      var id = videoJob.substring(0, videoJob.lastIndexOf('-'));
      if (sentAt.containsKey(id) && createdAt.putIfAbsent(id, now) == null) {
        left.countDown();
      }
    }

    @Override
    public void onClose(@Nullable WatcherException cause) {}
  }

  private void report(int perSecond) {
    var millis =
        createdAt.entrySet().stream()
            .mapToLong(
                entry ->
                    TimeUnit.NANOSECONDS.toMillis(
                        entry.getValue() - sentAt.getOrDefault(entry.getKey(), 0L)))
            .sorted()
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "message sent -> Job created, %d messages at %d/s: p50 %d ms (%.2f of the goal), p99 %d ms"
            + " (%.2f of the goal), longest %d ms%n",
        millis.length,
        perSecond,
        percentile(millis, 50),
        (double) percentile(millis, 50) / GOAL_P50_MILLIS,
        percentile(millis, 99),
        (double) percentile(millis, 99) / GOAL_P99_MILLIS,
        Arrays.stream(millis).max().orElse(0));
  }

  private static long percentile(long[] sorted, int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
