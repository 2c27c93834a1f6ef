package dev.videojob.operator.intake.lease;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.slots.QueueKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The leases in the annotations of VideoJobs. An annotation is parsed once, as thousands are asked
 * for every second or two. For one thread.
 */
public final class HeldLeases implements Supplier<Collection<HeldLease>> {
  private final Supplier<? extends Collection<VideoJob>> jobs;
  private final Function<QueueKey, Optional<HeldQueue>> queues;
  private Map<String, Optional<Lease>> parsed = Map.of();

  /**
   * Reads the leases of {@code jobs}.
   *
   * @param jobs VideoJobs that have an origin and whose message has not been deleted
   * @param queues how the messages of a queue are held; empty for a queue that is gone, whose
   *     messages then are not held any longer
   */
  public HeldLeases(
      Supplier<? extends Collection<VideoJob>> jobs,
      Function<QueueKey, Optional<HeldQueue>> queues) {
    this.jobs = jobs;
    this.queues = queues;
  }

  @Override
  public Collection<HeldLease> get() {
    Map<String, Optional<Lease>> fresh = HashMap.newHashMap(parsed.size());
    Map<QueueKey, Optional<HeldQueue>> held = new HashMap<>();
    List<HeldLease> leases = new ArrayList<>(parsed.size());
    for (VideoJob job : jobs.get()) {
      String annotation = annotation(job);
      if (annotation != null) {
        lease(annotation, fresh).flatMap(lease -> held(job, lease, held)).ifPresent(leases::add);
      }
    }
    parsed = fresh;
    return leases;
  }

  private Optional<Lease> lease(String annotation, Map<String, Optional<Lease>> fresh) {
    Optional<Lease> known = parsed.get(annotation);
    Optional<Lease> lease = known != null ? known : Lease.fromJson(annotation);
    fresh.put(annotation, lease);
    return lease;
  }

  private Optional<HeldLease> held(
      VideoJob job, Lease lease, Map<QueueKey, Optional<HeldQueue>> known) {
    if (job.getSpec().queueRef() == null) {
      return Optional.empty();
    }
    QueueKey queue = QueueKey.of(job);
    return known
        .computeIfAbsent(queue, queues)
        .map(held -> new HeldLease(queue, held, lease, JobKey.of(job)));
  }

  private static @Nullable String annotation(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Names.LEASE_ANNOTATION);
  }
}
