package dev.videojob.operator.act;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records Kubernetes Events, beside the work: they are told to a bounded line and written by a few
 * threads, and where the line is full the newest is dropped. The status has the whole story anyway.
 */
public final class KubernetesEvents implements Events, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesEvents.class);
  private static final int LINE = 1000;

  /** One alone falls behind where thousands of jobs begin at once. */
  private static final int WRITERS = 4;

  private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);
  private static final int MAX_MESSAGE = 1024;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final BlockingQueue<io.fabric8.kubernetes.api.model.Event> line =
      new ArrayBlockingQueue<>(LINE);
  private final List<Thread> writers;
  private long dropped;
  private Instant complained = Instant.MIN;

  public KubernetesEvents(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    var thread = Thread.ofVirtual().name("events-", 0);
    this.writers = Stream.generate(() -> thread.start(this::write)).limit(WRITERS).toList();
  }

  @Override
  public void normal(HasMetadata about, String reason, String message) {
    record(about, "Normal", reason, message);
  }

  @Override
  public void warning(HasMetadata about, String reason, String message) {
    record(about, "Warning", reason, message);
  }

  private void record(HasMetadata about, String type, String reason, String message) {
    var now = clock.instant().toString();
    var meta = about.getMetadata();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(meta.getName() + ".")
            .withNamespace(meta.getNamespace())
            .endMetadata()
            .withType(type)
            .withReason(reason)
            .withMessage(message.substring(0, Math.min(message.length(), MAX_MESSAGE)))
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withReportingComponent("videojob-operator")
            .withReportingInstance("videojob-operator")
            .withNewSource()
            .withComponent("videojob-operator")
            .endSource()
            .withInvolvedObject(
                new ObjectReferenceBuilder()
                    .withApiVersion(about.getApiVersion())
                    .withKind(about.getKind())
                    .withNamespace(meta.getNamespace())
                    .withName(meta.getName())
                    .withUid(meta.getUid())
                    .build())
            .build();
    if (!line.offer(event)) {
      complain();
    }
  }

  private synchronized void complain() {
    dropped++;
    var now = clock.instant();
    if (complained.isBefore(now.minus(BETWEEN_COMPLAINTS))) {
      complained = now;
      LOG.warn("{} Events so far were dropped, as {} were waiting", dropped, LINE);
    }
  }

  private void write() {
    try {
      while (true) {
        var event = line.take();
        try {
          client.v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
          LOG.warn("an Event could not be written: {}", e.getMessage());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    writers.forEach(Thread::interrupt);
  }
}
