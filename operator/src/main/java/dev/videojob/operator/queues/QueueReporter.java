package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.intake.VideoQueueIntakes;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.reconcile.Catalog;
import dev.videojob.operator.slots.QueueKey;
import dev.videojob.operator.slots.SlotLedger;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the statistics of every VideoQueue into its status, when they have changed, and says in an
 * Event what has turned bad.
 */
public final class QueueReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueReporter.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Between looks at the SQS queues themselves, each of which costs three calls. */
  private static final Duration LOOKS = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final Catalog catalog;
  private final QueueDesk desk;
  private final VideoQueueIntakes intakes;
  private final SlotLedger ledger;
  private final Measurements measurements;
  private final QueueInspection inspection;
  private final Events events;
  private final InstantSource clock;
  private final Map<QueueKey, QueueInspection.Findings> findings = new ConcurrentHashMap<>();
  private final Set<QueueKey> underInspection = ConcurrentHashMap.newKeySet();
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
      QueueInspection inspection,
      Events events,
      InstantSource clock) {
    this.client = client;
    this.catalog = catalog;
    this.desk = desk;
    this.intakes = intakes;
    this.ledger = ledger;
    this.measurements = measurements;
    this.inspection = inspection;
    this.events = events;
    this.clock = clock;
  }

  public void start() {
    var _ = timer.scheduleWithFixedDelay(this::inspectAll, 0, LOOKS.toSeconds(), TimeUnit.SECONDS);
    var _ =
        timer.scheduleWithFixedDelay(this::reportAll, 1, INTERVAL.toSeconds(), TimeUnit.SECONDS);
  }

  void reportAll() {
    // Peak windows begin and end without an event.
    ledger.reconsider();
    var told = new HashMap<QueueKey, VideoQueueStatus>();
    for (var queue : catalog.queues()) {
      try {
        var next = status(queue);
        told.put(QueueKey.of(queue), next);
        report(queue, next);
      } catch (RuntimeException e) {
        if (timer.isShutdown()) {
          LOG.debug("the last report of {} was cut short", QueueKey.of(queue), e);
          return;
        }
        // Whatever it is, the next round must come: the timer drops a task that throws.
        LOG.warn("the status of VideoQueue {} was not written", QueueKey.of(queue), e);
      }
    }
    try {
      measurements.depths(told);
    } catch (RuntimeException e) {
      LOG.warn("the depths of the queues were not measured", e);
    }
  }

  private void report(VideoQueue queue, VideoQueueStatus next) {
    var before = queue.getStatus();
    if (!next.equals(before)) {
      client
          .resource(queue)
          .editStatus(
              fresh -> {
                fresh.setStatus(next);
                return fresh;
              });
      QueueStory.newlyWrong(before == null ? List.of() : before.conditions(), next.conditions())
          .forEach(wrong -> events.warning(queue, wrong.getReason(), wrong.getMessage()));
    }
  }

  private VideoQueueStatus status(VideoQueue queue) {
    var key = QueueKey.of(queue);
    var seen =
        new QueueStory.Seen(
            desk.fault(key),
            intakes.statistics(key),
            measurements.outcomes(key),
            ledger.waiting(key),
            ledger.running(key),
            Optional.ofNullable(findings.get(key)));
    return QueueStory.after(queue, seen, clock.instant());
  }

  /** Each queue in a thread of its own, so that one that does not answer holds up no other. */
  void inspectAll() {
    var known = new HashSet<QueueKey>();
    for (var queue : catalog.queues()) {
      var key = QueueKey.of(queue);
      var sqs = queue.getSpec().sqs();
      known.add(key);
      if (sqs != null && underInspection.add(key)) {
        Thread.ofVirtual().name("queue-inspection-" + key).start(() -> inspect(key, sqs));
      }
    }
    findings.keySet().retainAll(known);
  }

  private void inspect(QueueKey key, Sqs sqs) {
    try {
      findings.put(key, inspection.inspect(sqs));
    } catch (RuntimeException e) {
      LOG.warn("the SQS queues of VideoQueue {} were not looked at", key, e);
    } finally {
      underInspection.remove(key);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
