package dev.videojob.operator.act;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records Kubernetes Events, beside the work: they are told to a bounded line and written by one
 * thread, and where the line is full the newest is dropped. The status has the whole story anyway.
 */
public final class Events implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final int LINE = 1000;
  private static final int MAX_MESSAGE = 1024;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final BlockingQueue<io.fabric8.kubernetes.api.model.Event> line =
      new ArrayBlockingQueue<>(LINE);
  private final Thread writer;

  public Events(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    this.writer = Thread.ofVirtual().name("events").start(this::write);
  }

  /** Something went as it should. */
  public void normal(HasMetadata about, String reason, String message) {
    record(about, "Normal", reason, message);
  }

  /** Something a person may want to look at. */
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
      LOG.warn("an Event of {} is dropped, {} are waiting", meta.getName(), LINE);
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
    writer.interrupt();
  }
}
