package dev.videojob.operator.tombstones;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.QueueKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a VideoJob that goes.
 *
 * @param message its record of its message, which must not be worked on again whatever became of it
 * @param work what it was about, if it succeeded: another message that asks for it is a duplicate.
 *     What failed or was cancelled may be asked for anew by another message.
 */
public record Tombstone(TombstoneKey message, @Nullable TombstoneKey work) {
  /**
   * The tombstone of a VideoJob that has ended. Empty for one that came from no message, and for
   * one of which the message's fate is not durable: a message that comes again then has to be
   * worked on, or an outcome would be told to nobody.
   */
  public static Optional<Tombstone> of(VideoJob job) {
    var origin = job.getSpec().origin();
    return origin == null || !fateIsDurable(job, origin)
        ? Optional.empty()
        : Optional.of(new Tombstone(messageOf(job, origin), workOf(job)));
  }

  /**
   * A record whose message still waits for others tells its own end by itself; what is the only
   * record has ended when its message is deleted.
   */
  private static boolean fateIsDurable(VideoJob job, VideoJobSpec.Origin origin) {
    var status = job.getStatus();
    if (status == null || !status.ended()) {
      return false;
    }
    var settlement = status.settlement();
    var told =
        status.state() == JobState.SUCCEEDED
            || status.state() == JobState.CANCELLED
            || settlement.deadLetteredAt() != null;
    return settlement.settledAt() != null
        || settlement.messageDeletedAt() != null
        || (origin.recordCount() > 1 && told);
  }

  private static TombstoneKey messageOf(VideoJob job, VideoJobSpec.Origin origin) {
    return TombstoneKey.ofMessage(QueueKey.of(job), origin.messageId(), origin.recordIndex());
  }

  private static @Nullable TombstoneKey workOf(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    var identity = annotations == null ? null : annotations.get(Names.IDENTITY_ANNOTATION);
    return identity == null || job.getStatus().state() != JobState.SUCCEEDED
        ? null
        : TombstoneKey.ofWork(job.getMetadata().getNamespace(), identity);
  }

  public List<TombstoneKey> keys() {
    return work == null ? List.of(message) : List.of(message, work);
  }
}
