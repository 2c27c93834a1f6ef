package dev.videojob.operator.metrics;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.operator.slots.QueueKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what happens to VideoJobs, per queue, for metrics, statuses and the words at the end. */
public final class Measurements {
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Map<QueueKey, Tally> tallies = new ConcurrentHashMap<>();
  private final MultiGauge messages;
  private final MultiGauge deadLetters;
  private final MultiGauge deadLetterAges;

  public Measurements(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    this.messages =
        MultiGauge.builder("videojob.queue.messages")
            .description("Messages in the source queue, as SQS last said")
            .register(registry);
    this.deadLetters =
        MultiGauge.builder("videojob.dead.letters")
            .description("Messages in the dead-letter queue, as SQS last said")
            .register(registry);
    this.deadLetterAges =
        MultiGauge.builder("videojob.dead.letters.oldest.age")
            .description("Age of the oldest dead letter that was seen")
            .baseUnit("seconds")
            .register(registry);
  }

  /** The depth of all queues as it is known now; those that are left out are forgotten. */
  public void depths(Map<QueueKey, VideoQueueStatus> queues) {
    var ofMessages = new ArrayList<MultiGauge.Row<?>>();
    var ofLetters = new ArrayList<MultiGauge.Row<?>>();
    var ages = new ArrayList<MultiGauge.Row<?>>();
    queues.forEach(
        (queue, status) -> {
          var tag = Tags.of("queue", queue.toString());
          if (status.messages() != null) {
            ofMessages.add(Row.of(tag.and("state", "visible"), status.messages().visible()));
            ofMessages.add(Row.of(tag.and("state", "in-flight"), status.messages().inFlight()));
          }
          if (status.deadLetters() != null) {
            ofLetters.add(Row.of(tag, status.deadLetters().messages()));
            ages.add(Row.of(tag, age(status.deadLetters().oldestSentAt())));
          }
        });
    messages.register(ofMessages, true);
    deadLetters.register(ofLetters, true);
    deadLetterAges.register(ages, true);
  }

  private long age(@Nullable String sentAt) {
    return sentAt == null
        ? 0
        : Math.max(0, Duration.between(Instant.parse(sentAt), clock.instant()).toSeconds());
  }

  /** What happened to the VideoJobs of a queue since the operator started. */
  public record Outcomes(
      long created, long succeeded, long failed, long deadLettered, long retried) {
    public static final Outcomes NONE = new Outcomes(0, 0, 0, 0, 0);

    Outcomes plus(Outcomes other) {
      return new Outcomes(
          created + other.created,
          succeeded + other.succeeded,
          failed + other.failed,
          deadLettered + other.deadLettered,
          retried + other.retried);
    }
  }

  private record Tally(
      LongAdder created,
      LongAdder succeeded,
      LongAdder failed,
      LongAdder deadLettered,
      LongAdder retried) {
    Tally() {
      this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }

    Outcomes outcomes() {
      return new Outcomes(
          created.sum(), succeeded.sum(), failed.sum(), deadLettered.sum(), retried.sum());
    }
  }

  /** A Job was created for an attempt. */
  public void jobCreated(VideoJob job) {
    tally(job).created().increment();
    counter("videojob.attempts.started", job).increment();
    var created = job.getMetadata().getCreationTimestamp();
    if (created != null && job.getStatus().attempts().size() == 1) {
      var waited = Duration.between(Instant.parse(created), clock.instant());
      Timer.builder("videojob.start.latency")
          .description("From the VideoJob's creation to its first Job; creation has whole seconds")
          .tag("queue", QueueKey.of(job).toString())
          .register(registry)
          .record(waited.isNegative() ? Duration.ZERO : waited);
    }
  }

  /** A VideoJob succeeded. */
  public void succeeded(VideoJob job) {
    tally(job).succeeded().increment();
    counter("videojob.jobs.succeeded", job).increment();
  }

  /** A VideoJob failed for good. */
  public void failed(VideoJob job) {
    if (job.getStatus().state() == JobState.DEAD_LETTERED) {
      tally(job).deadLettered().increment();
      counter("videojob.jobs.dead.lettered", job).increment();
    } else {
      tally(job).failed().increment();
      counter("videojob.jobs.failed", job).increment();
    }
  }

  /** An attempt failed and another follows. */
  public void retried(VideoJob job) {
    tally(job).retried().increment();
    counter("videojob.attempts.retried", job).increment();
  }

  /** The outcomes of one queue. */
  public Outcomes outcomes(QueueKey queue) {
    var tally = tallies.get(queue);
    return tally == null ? Outcomes.NONE : tally.outcomes();
  }

  /** The outcomes of all queues. */
  public Outcomes total() {
    return tallies.values().stream().map(Tally::outcomes).reduce(Outcomes.NONE, Outcomes::plus);
  }

  private Tally tally(VideoJob job) {
    return tallies.computeIfAbsent(QueueKey.of(job), queue -> new Tally());
  }

  private Counter counter(String name, VideoJob job) {
    return registry.counter(name, "queue", QueueKey.of(job).toString());
  }
}
