package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.api.v1alpha1.VideoQueueStatusBuilder;
import dev.videojob.operator.intake.IntakeStatistics;
import dev.videojob.operator.intake.VideoQueueIntakes;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.reconcile.Catalog;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.SlotLedger;
import dev.videojob.operator.status.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the statistics of every VideoQueue into its status, when they have changed. */
public final class QueueReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueReporter.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final Catalog catalog;
  private final QueueDesk desk;
  private final VideoQueueIntakes intakes;
  private final SlotLedger ledger;
  private final Measurements measurements;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("queue-reporter").factory());

  public QueueReporter(
      KubernetesClient client,
      Catalog catalog,
      QueueDesk desk,
      VideoQueueIntakes intakes,
      SlotLedger ledger,
      Measurements measurements,
      InstantSource clock) {
    this.client = client;
    this.catalog = catalog;
    this.desk = desk;
    this.intakes = intakes;
    this.ledger = ledger;
    this.measurements = measurements;
    this.clock = clock;
  }

  public void start() {
    var _ =
        timer.scheduleWithFixedDelay(this::reportAll, 1, INTERVAL.toSeconds(), TimeUnit.SECONDS);
  }

  private void reportAll() {
    for (var queue : catalog.queues()) {
      try {
        report(queue);
      } catch (RuntimeException e) {
        if (timer.isShutdown()) {
          LOG.debug("the last report of {} was cut short", QueueKey.of(queue), e);
          return;
        }
        // Whatever it is, the next round must come: the timer drops a task that throws.
        LOG.warn("the status of VideoQueue {} was not written", QueueKey.of(queue), e);
      }
    }
  }

  private void report(VideoQueue queue) {
    var next = status(queue);
    if (!next.equals(queue.getStatus())) {
      client
          .resource(queue)
          .editStatus(
              fresh -> {
                fresh.setStatus(next);
                return fresh;
              });
    }
  }

  private VideoQueueStatus status(VideoQueue queue) {
    var key = QueueKey.of(queue);
    var outcomes = measurements.outcomes(key);
    var intake = intakes.statistics(key);
    var before = Objects.requireNonNullElse(queue.getStatus(), VideoQueueStatus.NEW);
    return VideoQueueStatusBuilder.builder(before)
        .observedGeneration(queue.getMetadata().getGeneration())
        .waiting(ledger.waiting(key))
        .running(ledger.running(key))
        .received(intake.map(IntakeStatistics::received).orElse(0L))
        .refused(intake.map(IntakeStatistics::refused).orElse(0L))
        .duplicates(intake.map(IntakeStatistics::duplicates).orElse(0L))
        .succeeded(outcomes.succeeded())
        .failed(outcomes.failed() + outcomes.deadLettered())
        .conditions(
            Conditions.with(
                before.conditions(), ready(queue, key, intake), generation(queue), clock.instant()))
        .build();
  }

  private Conditions.Said ready(VideoQueue queue, QueueKey key, Optional<IntakeStatistics> intake) {
    var fault = desk.fault(key);
    if (fault.isPresent()) {
      return Conditions.Said.no(Conditions.READY, "InvalidSettings", fault.get());
    }
    if (queue.getSpec().suspend()) {
      return Conditions.Said.no(
          Conditions.READY, "Suspended", "spec.suspend is true: nothing is received or started.");
    }
    var error = intake.map(IntakeStatistics::lastError).filter(Objects::nonNull);
    return error.isPresent()
        ? Conditions.Said.no(Conditions.READY, "SourceFailing", error.get())
        : Conditions.Said.yes(Conditions.READY, "Receiving", "The queue is served.");
  }

  private static long generation(VideoQueue queue) {
    return Objects.requireNonNullElse(queue.getMetadata().getGeneration(), 1L);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
