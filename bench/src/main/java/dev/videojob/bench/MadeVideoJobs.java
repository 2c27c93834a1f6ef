package dev.videojob.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec.Destination;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecOriginBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.api.v1alpha1.VideoJobStatus.Settlement;
import dev.videojob.api.v1alpha1.VideoJobStatusAttemptBuilder;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.local.command.LocalStack;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.TermsOfWork;
import dev.videojob.operator.plan.Work;
import dev.videojob.operator.resources.AttemptNames;
import dev.videojob.operator.resources.JobFactory;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** VideoJobs on the local API server, as large as real ones. */
final class MadeVideoJobs {
  private static final int AT_ONCE = 8;

  private final LocalStack stack;
  private final JobFactory jobs;
  private final Terms.Agreed terms;
  private final Work.Transcode work;

  MadeVideoJobs(LocalStack stack) {
    this.stack = stack;
    var workers = stack.operatorConfig().worker();
    this.jobs = new JobFactory(workers, new ObjectMapper());
    this.terms = terms(workers.memory());
    this.work = (Work.Transcode) terms.work();
  }

  /** Those of a VideoJob that says nothing of its own, in a queue that says nothing either. */
  private static Terms.Agreed terms(String memory) {
    var job = videoJob("any");
    return switch (new TermsOfWork(memory)
        .of(job, null, TermsOfWork.Profiles.BUILT_IN, _ -> Optional.empty())) {
      case Terms.Agreed agreed -> agreed;
      case Terms.Refused _, Terms.Missing _ -> throw new IllegalStateException("no terms");
    };
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

  /**
   * Makes a VideoJob of each message that is held, as an operator that has died since left it: its
   * Job says that a pod is ready. There is no pod, and no Job controller looks for one.
   */
  void running(List<Lease> messages) {
    parallel(messages.size(), number -> createRunning("running-" + number, messages.get(number)));
  }

  private void createRunning(String name, Lease message) {
    var client = stack.client();
    var made = client.resource(running(videoJob(name), message)).create();
    var attempt = attempt(name, Instant.now());
    made.setStatus(
        VideoJobStatusBuilder.builder()
            .state(JobState.RUNNING)
            .revision(2L)
            .attempt(1)
            .attempts(List.of(attempt))
            .profile(work.profileName())
            .startTime(attempt.startedAt())
            .build());
    made = client.resource(made).updateStatus();
    var job = client.resource(unmanaged(jobs.create(made, attempt, terms, work))).create();
    job.setStatus(
        new JobStatusBuilder()
            .withActive(1)
            .withReady(1)
            .withStartTime(attempt.startedAt())
            .build());
    client.resource(job).updateStatus();
  }

  private static VideoJob running(VideoJob job, Lease message) {
    var meta = job.getMetadata();
    meta.setLabels(
        Map.of(
            Names.QUEUE_LABEL, LocalStack.QUEUE,
            Names.MESSAGE_LABEL, WorkName.messageLabel(message.messageId()),
            Names.MANAGED_BY_LABEL, Names.MANAGED_BY));
    meta.setAnnotations(Map.of(Names.LEASE_ANNOTATION, message.toJson()));
    job.setSpec(
        VideoJobSpecBuilder.builder(job.getSpec())
            .queueRef(LocalStack.QUEUE)
            .origin(
                VideoJobSpecOriginBuilder.builder()
                    .messageId(message.messageId())
                    .recordIndex(0)
                    .recordCount(1)
                    .body(QueueMessages.body(meta.getName()))
                    .build())
            .build());
    return job;
  }

  private static Attempt attempt(String videoJob, Instant now) {
    var started = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return VideoJobStatusAttemptBuilder.builder()
        .number(1)
        .jobName(AttemptNames.jobName(videoJob, 1))
        .decidedAt(started)
        .startedAt(started)
        .build();
  }

  private static Job unmanaged(Job job) {
    return new JobBuilder(job).editSpec().withManagedBy("videojob.dev/bench").endSpec().build();
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
