package dev.videojob.operator.status;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replaces statuses by compare-and-set on the status itself: a change of metadata, such as a
 * renewed lease, does not get in the way, and a status that somebody else has moved on is never
 * overwritten.
 */
public final class StatusSwap {
  private StatusSwap() {}

  /**
   * {@code fresh} with another status, if what is recorded of it is still what it was. It may be
   * what the cache has, and stays as it is: the status is not written yet.
   *
   * @throws StatusMoved when it has another status by now; the job has to be looked at anew
   */
  public static VideoJob replace(
      VideoJob fresh, @Nullable VideoJobStatus expected, VideoJobStatus next) {
    if (!Objects.equals(FirstStatus.recorded(fresh), expected)) {
      throw new StatusMoved(fresh.getMetadata().getName());
    }
    return fresh.with(next);
  }

  /** Another writer was here first. */
  public static final class StatusMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StatusMoved(String name) {
      super("the status of VideoJob " + name + " was changed by another writer");
    }
  }
}
