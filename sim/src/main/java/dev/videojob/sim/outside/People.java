package dev.videojob.sim.outside;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpec.Selector;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecBuilder;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecSelectorBuilder;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecDestinationBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.sim.check.Asked;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.cluster.Redrives;
import dev.videojob.sim.operator.SimulatedOperator;
import dev.videojob.sim.queues.SimulatedQueue;
import dev.videojob.sim.time.Agenda;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Those who upload, apply and cancel. */
public final class People {
  private final Agenda agenda;
  private final RandomGenerator random;
  private final ApiServer api;
  private final Redrives redrives;
  private final SimulatedQueue source;
  private final Works works;
  private final Asked asked;
  private final String queueName;
  private final Consumer<String> story;
  private int uploads;
  private int redrivesAsked;

  public People(
      Agenda agenda,
      RandomGenerator random,
      ApiServer api,
      Redrives redrives,
      SimulatedQueue source,
      Works works,
      Asked asked,
      String queueName,
      Consumer<String> story) {
    this.agenda = agenda;
    this.random = random;
    this.api = api;
    this.redrives = redrives;
    this.source = source;
    this.works = works;
    this.asked = asked;
    this.queueName = queueName;
    this.story = story;
  }

  /** Has {@code count} things be asked for within {@code time}. */
  public void ask(int count, Duration time) {
    for (var i = 0; i < count; i++) {
      agenda.between(Duration.ZERO, time, this::askOnce);
    }
    if (random.nextInt(3) == 0) {
      agenda.between(Duration.ofMinutes(1), time, this::cancel);
    }
  }

  /** Has up to {@code most} redrives be asked for within {@code time}. */
  public void redrive(int most, Duration time) {
    for (var i = random.nextInt(most + 1); i > 0; i--) {
      agenda.between(Duration.ofMinutes(10), time, this::redriveOnce);
    }
  }

  private void redriveOnce() {
    var name = "redrive-" + ++redrivesAsked;
    var redrive = new DeadLetterRedrive();
    redrive.setMetadata(
        new ObjectMetaBuilder().withNamespace(SimulatedOperator.NAMESPACE).withName(name).build());
    redrive.setSpec(
        DeadLetterRedriveSpecBuilder.builder()
            .queueRef(queueName)
            .selector(selector())
            .dryRun(random.nextInt(5) == 0)
            .maxPerSecond(1 + random.nextInt(10))
            .maxMessages(random.nextInt(3) == 0 ? 1L + random.nextInt(4) : null)
            .build());
    story.accept(name + " is asked for: " + redrive.getSpec());
    redrives.create(redrive);
    if (random.nextInt(4) == 0) {
      agenda.between(Duration.ofMillis(100), Duration.ofMinutes(3), () -> redrives.delete(name));
    }
  }

  private Selector selector() {
    var some = DeadLetterRedriveSpecSelectorBuilder.builder();
    return switch (random.nextInt(8)) {
      case 0 -> some.failureClass(FailureClass.TRANSIENT).build();
      case 1 -> some.reason("InvalidInput").build();
      case 2 -> some.keyPattern("clip-?.mp4").build();
      case 3 -> some.before(agenda.instant().minusSeconds(600).toString()).build();
      default -> Selector.ALL;
    };
  }

  private void askOnce() {
    switch (random.nextInt(12)) {
      case 0 -> send("{\"not\": \"understood\"}", List.of());
      case 1 -> notify(List.of(upload(), upload(), upload()));
      case 2 -> twice();
      case 3 -> apply();
      case 4 -> notify(repeated(upload()));
      default -> notify(List.of(upload()));
    }
  }

  /** S3 tells of the same upload twice, seconds or minutes apart. */
  private void twice() {
    var work = upload();
    notify(List.of(work));
    agenda.between(Duration.ofSeconds(1), Duration.ofMinutes(30), () -> notify(List.of(work)));
  }

  private static List<Work> repeated(Work work) {
    return List.of(work, work);
  }

  private Work upload() {
    var number = ++uploads;
    var work = new Work("s3://videos-in/clip-%d.mp4".formatted(number), "etag-" + number, nature());
    works.add(work);
    return work;
  }

  private Work.Nature nature() {
    return switch (random.nextInt(10)) {
      case 0 -> new Work.Nature.Bad();
      case 1 -> new Work.Nature.Flaky(1 + random.nextInt(4));
      case 2 -> new Work.Nature.Hungry(2048 << random.nextInt(3));
      case 3 -> random.nextInt(4) == 0 ? new Work.Nature.Endless() : new Work.Nature.Good();
      default -> new Work.Nature.Good();
    };
  }

  private void notify(List<Work> asks) {
    send(
        "{\"Records\":["
            + asks.stream().map(People::record).collect(Collectors.joining(","))
            + "]}",
        asks);
  }

  private static String record(Work work) {
    return """
        {"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put",\
        "s3":{"bucket":{"name":"videos-in"},"object":{"key":"%s","size":1000,"eTag":"%s"}}}"""
        .formatted(work.uri().substring("s3://videos-in/".length()), work.etag());
  }

  private void send(String body, List<Work> asks) {
    asked.body(body, asks);
    var message = source.send(body, Map.of());
    story.accept("message " + message.id() + " asks for " + asks);
  }

  /** A VideoJob by hand, with or without the queue's terms. */
  private void apply() {
    var number = ++uploads;
    var work = new Work("s3://videos-in/by-hand-%d.mp4".formatted(number), null, nature());
    works.add(work);
    var job = new VideoJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(SimulatedOperator.NAMESPACE)
            .withName("by-hand-" + number)
            .withLabels(Map.of())
            .withAnnotations(Map.of())
            .build());
    job.setSpec(
        VideoJobSpecBuilder.builder()
            .queueRef(random.nextBoolean() ? queueName : null)
            .timeoutSeconds(1200)
            .ttlSecondsAfterFinished(random.nextBoolean() ? random.nextInt(3600) : null)
            .priority(random.nextInt(101))
            .source(VideoJobSpecSourceBuilder.builder().uri(work.uri()).build())
            .destination(
                VideoJobSpecDestinationBuilder.builder()
                    .uri("s3://videos-out/by-hand-" + number)
                    .build())
            .build());
    asked.applied(work);
    story.accept("VideoJob by-hand-" + number + " is applied: " + work);
    var _ = api.create(job);
  }

  private void cancel() {
    var jobs = List.copyOf(api.videoJobs());
    if (jobs.isEmpty()) {
      return;
    }
    var job = jobs.get(random.nextInt(jobs.size()));
    asked.cancelled(job);
    story.accept("VideoJob " + job.getMetadata().getName() + " is deleted by somebody");
    api.deleteVideoJob(job.getMetadata().getName());
  }
}
