package dev.videojob.bench;

import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.api.v1alpha1.FinishedWorkSpec;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusSettlementBuilder;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Retention;
import dev.videojob.local.command.LocalStack;
import dev.videojob.operator.reconcile.CachedVideoJobs;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.retention.FinishedSweep;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.tombstones.KubernetesSegmentStore;
import dev.videojob.operator.tombstones.Tombstone;
import dev.videojob.operator.tombstones.TombstoneKey;
import dev.videojob.operator.tombstones.Tombstones;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What it costs to remember finished work, of which each piece succeeded and so has two keys; and a
 * sweep over finished VideoJobs of which none is due.
 *
 * <p>Arguments: tombstones (default 1000000), finished VideoJobs (default 50000).
 */
public final class TombstonesBenchmark {
  /** Tombstones of one write: a whole segment. */
  private static final int AT_ONCE = FinishedWorkSpec.MAX_ENTRIES / 2;

  private static final QueueKey UPLOADS = new QueueKey(LocalStack.NAMESPACE, "uploads");
  private static final double HEAP_GOAL = 80;
  private static final double LOAD_GOAL = 5;
  private static final double API_GOAL = 50;
  private static final double LOOKUP_GOAL = 1000;
  private static final double SWEEP_GOAL = 10;

  private TombstonesBenchmark() {}

  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "videojob-local-logback.xml");
    System.setProperty("VIDEOJOB_LOG_LEVEL", "WARN");
    var count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    var finished = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50_000;
    try (var stack = LocalStack.startPlatform()) {
      record(tombstones(stack), count);
      var before = ThisProcess.heapBytes();
      var began = ThisProcess.threadCpuNanos();
      var known = tombstones(stack);
      known.takeOver();
      var load = ThisProcess.threadCpuNanos() - began;
      say("heap bytes a tombstone", (ThisProcess.heapBytes() - before) / (double) count, HEAP_GOAL);
      say("CPU seconds to read " + count + " tombstones", load / 1e9, LOAD_GOAL);
      say("bytes of the API a tombstone", apiBytes(stack) / (double) count, API_GOAL);
      say("CPU nanoseconds of a question", nanosAQuestion(known, count), LOOKUP_GOAL);
      say(
          "CPU milliseconds of a sweep over " + finished + " finished VideoJobs, none due",
          millisASweep(known, finished),
          SWEEP_GOAL);
    }
  }

  private static void say(String what, double figure, double goal) {
    System.out.printf(
        Locale.ROOT, "%s: %.1f, %.2f of the goal of %.0f%n", what, figure, figure / goal, goal);
  }

  private static Tombstones tombstones(LocalStack stack) {
    return new Tombstones(
        new KubernetesSegmentStore(stack.client(), LocalStack.NAMESPACE),
        "bench",
        UUID.randomUUID().toString(),
        Duration.ofDays(15),
        FinishedWorkSpec.MAX_ENTRIES,
        InstantSource.system());
  }

  private static void record(Tombstones tombstones, int count) {
    tombstones.takeOver();
    for (var first = 0; first < count; first += AT_ONCE) {
      tombstones.record(
          IntStream.range(first, Math.min(count, first + AT_ONCE))
              .mapToObj(TombstonesBenchmark::tombstone)
              .toList());
    }
  }

  private static Tombstone tombstone(int number) {
    return new Tombstone(
        TombstoneKey.ofMessage(UPLOADS, "message-" + number, 0),
        TombstoneKey.ofWork(UPLOADS.namespace(), "work-" + number));
  }

  private static long apiBytes(LocalStack stack) {
    return stack
        .client()
        .resources(FinishedWork.class)
        .inNamespace(LocalStack.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .mapToLong(one -> Serialization.asJson(one).getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  /** Half of the questions have a hit; making the keys is not counted. */
  private static double nanosAQuestion(Tombstones known, int count) {
    var questions = Math.min(count, 200_000);
    var keys =
        IntStream.range(0, 2 * questions)
            .mapToObj(n -> tombstone(n % 2 == 0 ? n / 2 : count + n).message())
            .toList();
    var hits = 0;
    var began = ThisProcess.threadCpuNanos();
    for (var key : keys) {
      hits += known.contain(key) ? 1 : 0;
    }
    var took = ThisProcess.threadCpuNanos() - began;
    if (hits != questions) {
      throw new IllegalStateException(hits + " hits instead of " + questions);
    }
    return took / (double) keys.size();
  }

  private static double millisASweep(Tombstones known, int finished) {
    var cache = new CachedVideoJobs();
    for (var number = 0; number < finished; number++) {
      var job = finishedJob(number);
      cache.put(cache.getKey(job), job);
    }
    var sweep =
        new FinishedSweep(
            cache::finished,
            _ -> Optional.of(Retention.DEFAULT),
            known,
            job -> {
              throw new IllegalStateException(job.key() + " is due");
            },
            InstantSource.system());
    var rounds = 20;
    IntStream.range(0, rounds).forEach(_ -> sweep.step()); // Warm-up.
    var began = ThisProcess.threadCpuNanos();
    IntStream.range(0, rounds).forEach(_ -> sweep.step());
    return (ThisProcess.threadCpuNanos() - began) / 1e6 / rounds;
  }

  private static VideoJob finishedJob(int number) {
    var job = new VideoJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(UPLOADS.namespace())
            .withName("clip-" + number)
            .withUid(UUID.randomUUID().toString())
            .withResourceVersion(String.valueOf(number))
            .withFinalizers(Names.FINALIZER)
            .build());
    job.setSpec(
        VideoJobSpecBuilder.builder()
            .queueRef(UPLOADS.name())
            .source(VideoJobSpecSourceBuilder.builder().uri("s3://uploads/clip.mp4").build())
            .origin(VideoJobSpecOriginBuilder.builder().messageId("message-" + number).build())
            .build());
    job.setStatus(
        VideoJobStatusBuilder.builder()
            .state(JobState.SUCCEEDED)
            .settlement(
                VideoJobStatusSettlementBuilder.builder()
                    .settledAt(Instant.now().toString())
                    .build())
            .build());
    return job;
  }
}
