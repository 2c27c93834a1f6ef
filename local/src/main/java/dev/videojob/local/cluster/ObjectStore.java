package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.local.cluster.Change.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the API server, in memory, with one revision counter over all of them. Every write
 * happens under one lock and tells its change before the lock is given up, so that all observers
 * see all changes in the order of their revisions.
 */
final class ObjectStore {
  private static final long FIRST_REVISION = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ResourceType, NavigableMap<String, StoredObject>> objects = new HashMap<>();
  private final Map<ResourceType, ChangeLog> logs = new HashMap<>();
  private final Map<String, ObjectKey> byUid = new HashMap<>();
  private final List<Consumer<Change>> observers = new CopyOnWriteArrayList<>();
  private final CrdAdmission admission = new CrdAdmission();
  private long revision = FIRST_REVISION;

  /**
   * A list, and the revision at which it was true.
   *
   * @param items the objects, in the order of namespace and name
   * @param revision where a watch that continues the list starts
   */
  record Listing(List<StoredObject> items, long revision) {}

  /** Tells every change of every type; called under the lock, so it must be quick. */
  void observe(Consumer<Change> observer) {
    observers.add(observer);
  }

  StoredObject create(ObjectKey key, ObjectNode body, boolean dryRun) {
    ObjectRules.checkName(key.type(), key.name());
    return locked(
        () -> {
          if (ofType(key.type()).containsKey(key.sortKey())) {
            throw ApiError.alreadyExists(key.type(), key.name());
          }
          ObjectNode created = admission.admit(key.type(), ObjectRules.created(key, body), null);
          StoredObject made = next(key, created);
          return dryRun ? made : put(Kind.ADDED, made, null);
        });
  }

  StoredObject get(ObjectKey key) {
    return locked(() -> existing(key));
  }

  Optional<StoredObject> find(ObjectKey key) {
    return locked(() -> Optional.ofNullable(ofType(key.type()).get(key.sortKey())));
  }

  Optional<StoredObject> findByUid(String uid) {
    return locked(() -> Optional.ofNullable(byUid.get(uid)).flatMap(this::find));
  }

  Listing list(ResourceType type, @Nullable String namespace) {
    return locked(() -> new Listing(List.copyOf(inNamespace(type, namespace)), revision));
  }

  /**
   * Changes an object but for its status.
   *
   * @param change makes the new object from the old tree, which it must not touch
   */
  StoredObject update(ObjectKey key, UnaryOperator<ObjectNode> change, boolean dryRun) {
    return locked(
        () -> {
          StoredObject old = existing(key);
          return write(
              old, admitted(old, ObjectRules.updated(old, change.apply(old.json()))), dryRun);
        });
  }

  /** Changes nothing of an object but its status. */
  StoredObject updateStatus(ObjectKey key, UnaryOperator<ObjectNode> change, boolean dryRun) {
    return locked(
        () -> {
          StoredObject old = existing(key);
          ObjectNode updated = ObjectRules.statusUpdated(old, change.apply(old.json()));
          return write(old, admitted(old, updated), dryRun);
        });
  }

  /**
   * Deletes an object, or marks it where finalizers or a pod's grace stand before that.
   *
   * @return the object as it is now, or as it last was
   */
  StoredObject delete(ObjectKey key, DeleteRequest request) {
    return locked(
        () -> {
          StoredObject old = existing(key);
          checkPreconditions(old, request);
          long grace = grace(old, request);
          ObjectNode marked = marked(old, request, grace);
          boolean waits = grace > 0 || !marked.at("/metadata/finalizers").isEmpty();
          return waits ? write(old, marked, false) : remove(old);
        });
  }

  /** Subscribes to a type's changes after a revision; those already past are told at once. */
  AutoCloseable watch(ResourceType type, long after, Consumer<Change> watcher) {
    return locked(() -> logOf(type).subscribe(after, revision, watcher));
  }

  /** Tells all objects as added, then every change. */
  AutoCloseable watchFromNow(ResourceType type, Consumer<Change> watcher) {
    return locked(
        () -> {
          ofType(type).values().forEach(o -> watcher.accept(new Change(Kind.ADDED, o, null)));
          return logOf(type).subscribe(revision, revision, watcher);
        });
  }

  private ObjectNode admitted(StoredObject old, ObjectNode json) {
    return admission.admit(old.key().type(), json, old.json());
  }

  private StoredObject write(StoredObject old, ObjectNode json, boolean dryRun) {
    if (ObjectRules.same(old.json(), json)) {
      return old;
    }
    StoredObject changed = next(old.key(), json);
    if (dryRun) {
      return changed;
    }
    if (old.deleting() && !changed.hasFinalizers() && gracePassed(changed)) {
      return remove(changed);
    }
    return put(Kind.MODIFIED, changed, old);
  }

  private static boolean gracePassed(StoredObject object) {
    return object.metadata().path("deletionGracePeriodSeconds").asLong() == 0;
  }

  private StoredObject next(ObjectKey key, ObjectNode json) {
    return StoredObject.of(key, json, revision + 1);
  }

  private StoredObject put(Kind kind, StoredObject object, @Nullable StoredObject before) {
    ofType(object.key().type()).put(object.key().sortKey(), object);
    byUid.put(object.uid(), object.key());
    tell(new Change(kind, object, before));
    return object;
  }

  private StoredObject remove(StoredObject object) {
    StoredObject before = ofType(object.key().type()).remove(object.key().sortKey());
    byUid.remove(object.uid());
    StoredObject last = next(object.key(), object.copy());
    tell(new Change(Kind.DELETED, last, before));
    return last;
  }

  private void tell(Change change) {
    revision = change.object().revision();
    logOf(change.object().key().type()).append(change);
    observers.forEach(observer -> observer.accept(change));
  }

  private static void checkPreconditions(StoredObject old, DeleteRequest request) {
    ObjectKey key = old.key();
    if (request.uid() != null && !request.uid().equals(old.uid())) {
      throw ApiError.conflict(
          key.type(), key.name(), "Precondition failed: UID in precondition: " + request.uid());
    }
    if (request.resourceVersion() != null
        && !request.resourceVersion().equals(Long.toString(old.revision()))) {
      throw ApiError.stale(key.type(), key.name());
    }
  }

  /** Only a pod on a node that has not ended waits for its kubelet. */
  private static long grace(StoredObject old, DeleteRequest request) {
    String phase = old.json().at("/status/phase").asText();
    boolean running =
        old.key().type().equals(ResourceTypes.PODS)
            && !old.json().at("/spec/nodeName").asText("").isEmpty()
            && !phase.equals("Succeeded")
            && !phase.equals("Failed");
    if (!running) {
      return 0;
    }
    Long asked = request.gracePeriodSeconds();
    return asked != null ? asked : old.json().at("/spec/terminationGracePeriodSeconds").asLong(30);
  }

  private static ObjectNode marked(StoredObject old, DeleteRequest request, long grace) {
    ObjectNode object = old.copy();
    ObjectNode metadata = Defaults.child(object, "metadata");
    if (old.deleting()) {
      long granted = metadata.path("deletionGracePeriodSeconds").asLong();
      metadata.put("deletionGracePeriodSeconds", Math.min(granted, grace));
      return object;
    }
    if (request.finalizer() != null) {
      finalizers(metadata).add(request.finalizer());
    }
    metadata.put(
        "deletionTimestamp",
        Instant.now().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("deletionGracePeriodSeconds", grace);
    if (old.key().type().generation()) {
      ObjectRules.bumpGeneration(object);
    }
    return object;
  }

  private static ArrayNode finalizers(ObjectNode metadata) {
    JsonNode present = metadata.get("finalizers");
    return present instanceof ArrayNode list ? list : metadata.putArray("finalizers");
  }

  private StoredObject existing(ObjectKey key) {
    StoredObject object = ofType(key.type()).get(key.sortKey());
    if (object == null) {
      throw ApiError.notFound(key.type(), key.name());
    }
    return object;
  }

  private List<StoredObject> inNamespace(ResourceType type, @Nullable String namespace) {
    NavigableMap<String, StoredObject> all = ofType(type);
    return namespace == null
        ? new ArrayList<>(all.values())
        : new ArrayList<>(all.subMap(namespace + "/", namespace + "0").values());
  }

  private NavigableMap<String, StoredObject> ofType(ResourceType type) {
    return objects.computeIfAbsent(type, t -> new TreeMap<>());
  }

  private ChangeLog logOf(ResourceType type) {
    return logs.computeIfAbsent(type, t -> new ChangeLog(FIRST_REVISION));
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
