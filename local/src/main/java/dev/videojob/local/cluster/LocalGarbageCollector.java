package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what belonged to owners that are gone, as the garbage collector of Kubernetes does: in
 * the background after the owner, before it for a foreground deletion, and not at all for an
 * orphaning one. A pod is deleted with its grace, so its process ends first.
 *
 * <p>It reads the store's changes in process, in their order, on one thread.
 */
final class LocalGarbageCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalGarbageCollector.class);

  private final ObjectStore store;
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final Map<String, Set<ObjectKey>> dependents = new HashMap<>();
  private @Nullable Thread worker;

  LocalGarbageCollector(ObjectStore store) {
    this.store = store;
  }

  void start() {
    store.observe(changes::add);
    worker = Thread.ofVirtual().name("local-garbage-collector").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        handle(changes.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Change change) {
    try {
      switch (change.kind()) {
        case ADDED, MODIFIED -> written(change.object());
        case DELETED -> gone(change.object());
      }
    } catch (RuntimeException e) {
      LOG.warn("garbage collection after {}: {}", change.object().key(), e.toString());
    }
  }

  private void written(StoredObject object) {
    List<String> owners = owners(object);
    for (String owner : owners) {
      dependents.computeIfAbsent(owner, uid -> new HashSet<>()).add(object.key());
    }
    if (!owners.isEmpty() && !object.deleting() && allGone(owners)) {
      delete(object.key(), object.uid());
    }
    if (object.deleting()) {
      beforeDeletion(object);
    }
  }

  private void gone(StoredObject object) {
    for (String owner : owners(object)) {
      forget(owner, object.key());
    }
    for (ObjectKey key : Set.copyOf(dependents.getOrDefault(object.uid(), Set.of()))) {
      store.find(key).filter(o -> orphanedBy(object.uid(), o)).ifPresent(o -> delete(key, o.uid()));
    }
    dependents.remove(object.uid());
  }

  private void forget(String owner, ObjectKey dependent) {
    Set<ObjectKey> left = dependents.get(owner);
    if (left != null) {
      left.remove(dependent);
    }
    store.findByUid(owner).filter(StoredObject::deleting).ifPresent(this::beforeDeletion);
  }

  private void beforeDeletion(StoredObject owner) {
    Set<ObjectKey> owned = Set.copyOf(dependents.getOrDefault(owner.uid(), Set.of()));
    if (hasFinalizer(owner, DeleteRequest.ORPHAN)) {
      owned.forEach(key -> disown(key, owner.uid()));
      removeFinalizer(owner.key(), DeleteRequest.ORPHAN);
    } else if (hasFinalizer(owner, DeleteRequest.FOREGROUND)) {
      owned.forEach(key -> store.find(key).ifPresent(o -> delete(key, o.uid())));
      if (owned.stream().noneMatch(key -> store.find(key).isPresent())) {
        removeFinalizer(owner.key(), DeleteRequest.FOREGROUND);
      }
    }
  }

  private void delete(ObjectKey key, String uid) {
    try {
      if (!store.get(key).deleting()) {
        store.delete(key, DeleteRequest.ofUid(uid));
      }
    } catch (ApiError e) {
      LOG.debug("{} is gone already: {}", key, e.getMessage());
    }
  }

  private void disown(ObjectKey key, String owner) {
    if (store.find(key).isEmpty()) {
      return;
    }
    store.update(
        key,
        old -> {
          ObjectNode object = old.deepCopy();
          removeIf(object, "ownerReferences", ref -> owner.equals(ref.path("uid").asText()));
          return object;
        },
        false);
  }

  private void removeFinalizer(ObjectKey key, String finalizer) {
    store.update(
        key,
        old -> {
          ObjectNode object = old.deepCopy();
          removeIf(object, "finalizers", f -> finalizer.equals(f.asText()));
          return object;
        },
        false);
  }

  private static void removeIf(ObjectNode object, String field, Predicate<JsonNode> unwanted) {
    ObjectNode metadata = Defaults.child(object, "metadata");
    ArrayNode kept = metadata.arrayNode();
    metadata
        .path(field)
        .forEach(
            item -> {
              if (!unwanted.test(item)) {
                kept.add(item);
              }
            });
    metadata.set(field, kept);
  }

  private boolean orphanedBy(String owner, StoredObject dependent) {
    List<String> owners = owners(dependent);
    return owners.contains(owner) && allGone(owners);
  }

  private boolean allGone(List<String> owners) {
    return owners.stream().noneMatch(uid -> store.findByUid(uid).isPresent());
  }

  private static boolean hasFinalizer(StoredObject object, String finalizer) {
    return object
        .metadata()
        .path("finalizers")
        .valueStream()
        .anyMatch(f -> finalizer.equals(f.asText()));
  }

  private static List<String> owners(StoredObject object) {
    return object
        .metadata()
        .path("ownerReferences")
        .valueStream()
        .map(reference -> reference.path("uid").asText())
        .toList();
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.interrupt();
    }
  }
}
