package dev.videojob.operator.tombstones;

import dev.videojob.operator.slots.JobKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of VideoJobs that the intake is about to create.
 *
 * <p>Between the question whether work is finished and the creation of its VideoJob, the finished
 * VideoJob of that name may go. No lock is held over these calls. Instead each side first says what
 * it does and then looks at what the other side has said: the intake publishes the name and then
 * asks the tombstones; who lets a VideoJob go records the tombstone and then asks here. One of the
 * two sees the other, in whatever order they come. Either the intake finds the tombstone, or the
 * VideoJob stays until the creation has met it.
 */
public final class Creations {
  private final Map<JobKey, Integer> underWay = new ConcurrentHashMap<>();

  /** The creation of a name; ends when it is closed. */
  public interface Creation extends AutoCloseable {
    @Override
    void close();
  }

  /** Publishes the name. The same message may be handled twice at once. */
  public Creation begin(JobKey name) {
    underWay.merge(name, 1, Integer::sum);
    return () -> underWay.computeIfPresent(name, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Whether a VideoJob of that name may be created any moment. */
  public boolean underWay(JobKey name) {
    return underWay.containsKey(name);
  }
}
