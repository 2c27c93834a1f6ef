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
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** VideoJobs on the local API server, as large as real ones. */
final class MadeVideoJobs {
  private static final int AT_ONCE = 8;

  private final LocalStack stack;

  MadeVideoJobs(LocalStack stack) {
    this.stack = stack;
  }

  /** Makes {@code count} that are settled. */
  void finished(int count) {
    finished(0, count);
  }

  /** Makes {@code count} that are settled, their numbers from {@code first}. */
  void finished(int first, int count) {
    parallel(count, number -> createFinished(first + number));
  }

  /** Makes {@code count} that are to be worked on. */
  void live(int count) {
    parallel(count, number -> stack.client().resource(videoJob("live-" + number)).create());
  }

  private static void parallel(int count, IntConsumer make) {
    try (var executor = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      IntStream.range(0, count).forEach(number -> executor.execute(() -> make.accept(number)));
    }
  }

  private void createFinished(int number) {
    var created = stack.client().resource(videoJob("finished-" + number)).create();
    created.setStatus(finishedStatus(created));
    stack.client().resource(created).updateStatus();
  }

  /** Waits for the Jobs of {@code live} VideoJobs. */
  void awaitJobs(int live) {
    var deadline = Instant.now().plus(Duration.ofMinutes(15));
    while (jobs() < live) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("only " + jobs() + " of " + live + " Jobs were created");
      }
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
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
        .settlement(new Settlement(5L, now, null, null, now, now))
        .build();
  }
}
