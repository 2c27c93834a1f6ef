package dev.videojob.worker.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerTask;
import dev.videojob.worker.Cancellation;
import dev.videojob.worker.ParallelTasks;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.plan.OutputLayout;
import dev.videojob.worker.publish.Manifest.StoredObject;
import dev.videojob.worker.s3.ObjectStore;
import dev.videojob.worker.s3.S3Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes outputs visible all at once: they go up under keys of this attempt only, are checked there,
 * and then copied to their final names, the manifest last. Whoever finds a manifest finds
 * everything that it names; an attempt whose place another has taken publishes nothing.
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final int AT_ONCE = 4;

  private final ObjectStore store;
  private final S3Address destination;
  private final WorkerTask task;
  private final ObjectMapper json;
  private final Cancellation cancellation;

  /** What is on its way to its final name, where there was nothing before. */
  private final AtomicReference<List<StoredObject>> copying = new AtomicReference<>(List.of());

  public Publisher(
      ObjectStore store,
      S3Address destination,
      WorkerTask task,
      ObjectMapper json,
      Cancellation cancellation) {
    this.store = store;
    this.destination = destination;
    this.task = task;
    this.json = json;
    this.cancellation = cancellation;
  }

  /**
   * The manifest of this job, when an attempt at it has published everything and died before it
   * could say so.
   *
   * @throws WorkerFailure with exit code 143 when a later attempt has published
   */
  public Optional<Manifest> alreadyPublished() {
    Optional<Manifest> manifest = published();
    if (manifest.isEmpty()) {
      return manifest;
    }
    checkNotSuperseded(manifest.get());
    Map<String, Long> there = store.list(destination.child(""));
    boolean whole =
        manifest.get().objects().stream()
            .allMatch(
                object ->
                    Long.valueOf(object.sizeBytes())
                        .equals(there.get(destination.child(object.name()))));
    return whole ? manifest : Optional.empty();
  }

  /** Removes what this attempt and earlier ones left behind, not what a later one is at. */
  public void removeTemporaries() {
    String prefix = destination.child(OutputLayout.TEMPORARY + "/" + task.jobUid() + "/");
    store.delete(
        store.list(prefix).keySet().stream()
            .filter(key -> attempt(key.substring(prefix.length())) <= task.attempt())
            .toList());
  }

  private static int attempt(String name) {
    try {
      return Integer.parseInt(name.substring(0, Math.max(0, name.indexOf('/'))));
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  /**
   * Publishes.
   *
   * @param folder folder of the files
   * @param objects the files, by their names in the folder and under the destination
   * @param manifest what is written last
   * @param lastCheck is asked after the upload whether the attempt may still publish
   * @param progress takes the part that is done, 0 to 1
   * @throws WorkerFailure when it fails or may not publish; final names are then untouched unless
   *     the copying had begun, and {@link #takeBack} is to be called
   */
  public void publish(
      Path folder,
      List<StoredObject> objects,
      Manifest manifest,
      Runnable lastCheck,
      DoubleConsumer progress) {
    upload(folder, objects, part -> progress.accept(part * 0.7));
    checkUploaded(objects);
    lastCheck.run();
    cancellation.check();
    published().ifPresent(this::checkNotSuperseded);
    if (!manifestIsThere()) {
      copying.set(objects);
    }
    copyToFinalNames(objects, part -> progress.accept(0.7 + part * 0.3));
    cancellation.check();
    store.put(
        destination.child(OutputLayout.MANIFEST),
        bytes(manifest),
        MediaTypes.of(OutputLayout.MANIFEST));
    copying.set(List.of());
    removeQuietly();
  }

  /**
   * Removes what has got its final name when an attempt ends in the middle of publishing. Where a
   * manifest was or is by now, everything is left: it belongs to earlier or later work.
   */
  public void takeBack() {
    List<StoredObject> copied = copying.getAndSet(List.of());
    if (!copied.isEmpty() && !manifestIsThere()) {
      store.delete(copied.stream().map(object -> destination.child(object.name())).toList());
    }
  }

  private boolean manifestIsThere() {
    return store.find(destination.child(OutputLayout.MANIFEST)).isPresent();
  }

  private void removeQuietly() {
    try {
      removeTemporaries();
    } catch (WorkerFailure e) {
      LOG.warn("Temporary objects stay at {}: {}", destination, e.sentence());
    }
  }

  private void upload(Path folder, List<StoredObject> objects, DoubleConsumer progress) {
    forEach(
        objects,
        progress,
        object ->
            store.put(
                temporary(object), folder.resolve(object.name()), MediaTypes.of(object.name())));
  }

  /** Does the same to all objects, some at once, until the worker is told to stop. */
  private void forEach(
      List<StoredObject> objects, DoubleConsumer progress, Consumer<StoredObject> action) {
    AtomicLong done = new AtomicLong();
    ParallelTasks.run(
        AT_ONCE,
        objects.stream()
            .<Runnable>map(
                object ->
                    () -> {
                      cancellation.check();
                      action.accept(object);
                      progress.accept((double) done.incrementAndGet() / objects.size());
                    })
            .toList());
  }

  private void checkUploaded(List<StoredObject> objects) {
    Map<String, Long> there = store.list(temporaryPrefix());
    for (StoredObject object : objects) {
      Long size = there.get(temporary(object));
      if (size == null || size != object.sizeBytes()) {
        throw new WorkerFailure(
            ExitCode.IO_ERROR,
            "%s was stored with %s of %d bytes."
                .formatted(object.name(), size == null ? "none" : size, object.sizeBytes()));
      }
    }
  }

  private void copyToFinalNames(List<StoredObject> objects, DoubleConsumer progress) {
    forEach(
        objects,
        progress,
        object ->
            store.copy(
                temporary(object),
                destination.child(object.name()),
                object.sizeBytes(),
                MediaTypes.of(object.name())));
  }

  private Optional<Manifest> published() {
    return store
        .find(destination.child(OutputLayout.MANIFEST))
        .flatMap(this::read)
        .filter(manifest -> manifest.jobUid().equals(task.jobUid()));
  }

  private Optional<Manifest> read(byte[] content) {
    try {
      Manifest manifest = json.readValue(content, Manifest.class);
      return manifest.jobUid() == null ? Optional.empty() : Optional.of(manifest);
    } catch (IOException e) {
      LOG.info("The manifest at {} is not one of ours and is replaced", destination);
      return Optional.empty();
    }
  }

  private void checkNotSuperseded(Manifest manifest) {
    if (manifest.attempt() > task.attempt()) {
      cancellation.cancel(Cancellation.Cause.SUPERSEDED);
      cancellation.check();
    }
  }

  private String temporary(StoredObject object) {
    return temporaryPrefix() + object.name();
  }

  private String temporaryPrefix() {
    return destination.child(
        OutputLayout.TEMPORARY + "/" + task.jobUid() + "/" + task.attempt() + "/");
  }

  private byte[] bytes(Manifest manifest) {
    try {
      return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The manifest cannot be written", e);
    }
  }
}
