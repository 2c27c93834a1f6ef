package dev.videojob.operator.slots;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who holds a slot, counted in all ways that limits and shares ask for. */
final class Tally {
  private final Map<JobKey, Claim> holders = new HashMap<>();
  private final Map<String, Integer> ofNamespace = new HashMap<>();
  private final Map<QueueKey, Integer> ofQueue = new HashMap<>();
  private final Map<Part, Integer> ofClass = new HashMap<>();
  private final Map<Part, Integer> ofTenant = new HashMap<>();
  private final Map<QueueKey, Long> changed = new HashMap<>();
  private long changes;

  /** A part of a queue's work by name. */
  private record Part(QueueKey queue, @Nullable String name) {}

  boolean holds(JobKey job) {
    return holders.containsKey(job);
  }

  /** Does nothing for one that holds a slot. */
  void add(Claim claim) {
    if (holders.putIfAbsent(claim.job(), claim) == null) {
      count(claim, 1);
    }
  }

  /** Whether the job held one. */
  boolean remove(JobKey job) {
    var claim = holders.remove(job);
    if (claim != null) {
      count(claim, -1);
    }
    return claim != null;
  }

  private void count(Claim claim, int change) {
    count(ofNamespace, claim.queue().namespace(), change);
    count(ofQueue, claim.queue(), change);
    count(ofClass, new Part(claim.queue(), claim.className()), change);
    count(ofTenant, new Part(claim.queue(), claim.tenant()), change);
    if (ofQueue.containsKey(claim.queue())) {
      changed.put(claim.queue(), ++changes);
    } else {
      changed.remove(claim.queue());
    }
  }

  /** Names come and go; what is at zero is dropped. */
  private static <K> void count(Map<K, Integer> counts, K key, int change) {
    counts.merge(key, change, (was, more) -> was + more == 0 ? null : was + more);
  }

  /** Another number whenever something else of the queue's is held; 0 while nothing is. */
  long stateOf(QueueKey queue) {
    return changed.getOrDefault(queue, 0L);
  }

  int all() {
    return holders.size();
  }

  int ofNamespace(String namespace) {
    return ofNamespace.getOrDefault(namespace, 0);
  }

  int ofQueue(QueueKey queue) {
    return ofQueue.getOrDefault(queue, 0);
  }

  int ofClass(QueueKey queue, @Nullable String className) {
    return ofClass.getOrDefault(new Part(queue, className), 0);
  }

  int ofTenant(QueueKey queue, String tenant) {
    return ofTenant.getOrDefault(new Part(queue, tenant), 0);
  }
}
