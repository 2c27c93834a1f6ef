package dev.videojob.bench;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec.Destination;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusAttemptBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.local.command.LocalStack;
import dev.videojob.operator.OperatorMain;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * What an operator keeps in its heap with finished and live VideoJobs around: it is started as a
 * process of its own with a small heap, and looked at after a full collection.
 *
 * <p>Arguments: finished VideoJobs (default 1000), live ones (default 100), heap in MiB (default
 * 128).
 */
public final class OperatorHeapBenchmark {
  private static final String SLEEPER = "sleeper:bench";

  private final LocalStack stack;
  private final int heapMebibytes;
  private final int port;

  private OperatorHeapBenchmark(LocalStack stack, int heapMebibytes) {
    this.stack = stack;
    this.heapMebibytes = heapMebibytes;
    this.port = stack.operatorConfig().http().port();
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var finished = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    var live = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    var heap = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 128;
    var sleeper = List.of("/bin/sh", "-c", "exec sleep 3600");
    try (var stack = LocalStack.startPlatform(platform -> platform.image(SLEEPER, sleeper))) {
      new OperatorHeapBenchmark(stack, heap).run(finished, live);
    }
  }

  private void run(int finished, int live) throws Exception {
    IntStream.range(0, finished).forEach(this::createFinished);
    IntStream.range(0, live).forEach(this::createLive);
    var operator = startOperator(live);
    try {
      HttpProbe.await(
          URI.create("http://127.0.0.1:" + port + "/readyz"),
          Duration.ofMillis(200),
          Duration.ofMinutes(1),
          operator::isAlive);
      awaitJobs(live);
      var used = JavaHeap.usedMebibytes(operator.pid());
      System.out.printf(
          Locale.ROOT,
          "operator heap with %d finished and %d live VideoJobs: %.1f MiB of -Xmx%dm, %.2f of it%n",
          finished,
          live,
          used,
          heapMebibytes,
          used / heapMebibytes);
    } finally {
      operator.destroy();
      operator.waitFor();
    }
  }

  private Process startOperator(int live) throws IOException {
    var endpoints = stack.endpoints();
    var command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx" + heapMebibytes + "m",
            "-Dlogback.configurationFile=videojob-local-logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            OperatorMain.class.getName());
    command
        .environment()
        .putAll(
            Map.of(
                "KUBERNETES_MASTER", endpoints.kubernetes().toString(),
                "KUBERNETES_NAMESPACE", LocalStack.NAMESPACE,
                "AWS_REGION", endpoints.region(),
                "AWS_ACCESS_KEY_ID", endpoints.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", endpoints.secretAccessKey(),
                "MONGODB_URI", endpoints.mongo().toString(),
                "VIDEOJOB_HTTP_PORT", String.valueOf(port),
                "VIDEOJOB_WORKER_IMAGE", SLEEPER,
                "VIDEOJOB_UNQUEUED_MAX_JOBS", String.valueOf(live),
                "VIDEOJOB_LOG_LEVEL", "WARN"));
    return command.inheritIO().start();
  }

  private void createFinished(int number) {
    var created = stack.client().resource(videoJob("finished-" + number)).create();
    created.setStatus(finishedStatus(created));
    stack.client().resource(created).updateStatus();
  }

  private void createLive(int number) {
    stack.client().resource(videoJob("live-" + number)).create();
  }

  private static VideoJob videoJob(String name) {
    var job = new VideoJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(LocalStack.NAMESPACE)
            .withName(name)
            .withFinalizers(Names.FINALIZER)
            .build());
    job.setSpec(
        VideoJobSpecBuilder.builder()
            .source(
                VideoJobSpecSourceBuilder.builder().uri("s3://videos-in/" + name + ".mp4").build())
            .destination(new Destination("s3://videos-out/" + name))
            .build());
    return job;
  }

  /** As large as a real one: an attempt and the outputs of the default ladder. */
  private static VideoJobStatus finishedStatus(VideoJob job) {
    var now = Instant.now().toString();
    var name = job.getMetadata().getName();
    var outputs =
        IntStream.of(1080, 720, 480)
            .mapToObj(
                side ->
                    new Output(
                        side + "p",
                        "HlsRendition",
                        "s3://videos-out/" + name + "/" + side + "p/index.m3u8",
                        1_000_000L,
                        side * 16 / 9,
                        side,
                        60_000L,
                        1_800L,
                        "avc1.640028"))
            .toList();
    return VideoJobStatusBuilder.builder()
        .state(JobState.SUCCEEDED)
        .revision(5L)
        .attempt(1)
        .attempts(
            List.of(
                VideoJobStatusAttemptBuilder.builder()
                    .number(1)
                    .jobName(name + "-1")
                    .decidedAt(now)
                    .startedAt(now)
                    .finishedAt(now)
                    .succeeded(true)
                    .exitCode(0)
                    .build()))
        .outputs(outputs)
        .startTime(now)
        .completionTime(now)
        .durationSeconds(60L)
        .settlement(new Settlement(5L, now, null, now))
        .build();
  }

  private void awaitJobs(int live) {
    var deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (jobs() < live) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("only " + jobs() + " of " + live + " Jobs were created");
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private int jobs() {
    return stack
        .client()
        .batch()
        .v1()
        .jobs()
        .inNamespace(LocalStack.NAMESPACE)
        .list()
        .getItems()
        .size();
  }
}
