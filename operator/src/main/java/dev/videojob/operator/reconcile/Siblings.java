package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.outbox.MessageFate;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The VideoJobs of one message. Its message may go only when every record has ended; which of them
 * exist is asked of the API server, since absence in a cache proves nothing.
 */
public final class Siblings {
  private static final int TRIES = 20;

  private final VideoJobStore store;

  public Siblings(VideoJobStore store) {
    this.store = store;
  }

  /** Whether {@code job}'s message may be settled. */
  public MessageFate fate(VideoJob job) {
    var origin = job.getSpec().origin();
    if (origin == null) {
      return MessageFate.OURS;
    }
    var others = origin.recordCount() == 1 ? List.<VideoJob>of() : ofMessage(job, origin);
    if (!sealed(job) && others.stream().noneMatch(Siblings::sealed)) {
      return MessageFate.UNSEALED;
    }
    return endedRecords(job, origin, others).size() >= origin.recordCount()
        ? MessageFate.OURS
        : MessageFate.SHARED;
  }

  /** The seal on one record says that all of them exist; an intake may die before the next one. */
  private static boolean sealed(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations != null && annotations.containsKey(Names.LEASE_ANNOTATION);
  }

  /**
   * Records of the message whose fate is durable, or that need it no longer; {@code job} is one.
   */
  private static Set<Integer> endedRecords(
      VideoJob job, VideoJobSpec.Origin origin, List<VideoJob> others) {
    var ended = new TreeSet<>(EndedRecords.of(job));
    ended.add(origin.recordIndex());
    for (var record : others) {
      ended.addAll(EndedRecords.of(record));
      var place = record.getSpec().origin();
      if (place != null && (hasItsFate(record) || Ownership.taken(record))) {
        ended.add(place.recordIndex());
      }
    }
    return ended;
  }

  /** A dead letter that is not accepted yet may still need the message. */
  private static boolean hasItsFate(VideoJob record) {
    var status = record.getStatus();
    return status != null
        && status.ended()
        && (status.state() != JobState.DEAD_LETTERED
            || status.settlement().deadLetteredAt() != null);
  }

  /** The message's other VideoJobs, as the API server has them now. */
  public List<VideoJob> others(VideoJob job) {
    var origin = job.getSpec().origin();
    return origin == null
        ? List.of()
        : ofMessage(job, origin).stream()
            .filter(other -> !other.getMetadata().getUid().equals(job.getMetadata().getUid()))
            .toList();
  }

  /**
   * The message's VideoJobs, which all have an origin. The label finds them; it is a digest, and
   * anybody may have changed it.
   */
  private List<VideoJob> ofMessage(VideoJob job, VideoJobSpec.Origin origin) {
    return store
        .ofMessage(job.getMetadata().getNamespace(), WorkName.messageLabel(origin.messageId()))
        .stream()
        .filter(other -> isOf(other, origin.messageId()))
        .toList();
  }

  private static boolean isOf(VideoJob job, String messageId) {
    var origin = job.getSpec().origin();
    return origin != null && origin.messageId().equals(messageId);
  }

  /** Tells the message's other VideoJobs that {@code job} has ended and is about to be gone. */
  public void rememberEnd(VideoJob job) {
    var origin = job.getSpec().origin();
    if (origin == null || origin.recordCount() == 1) {
      return;
    }
    var ended = new TreeSet<>(EndedRecords.of(job));
    ended.add(origin.recordIndex());
    others(job).forEach(other -> remember(other, ended));
  }

  /** Several records may go at once: none overwrites what another has written. */
  private void remember(VideoJob other, Set<Integer> ended) {
    var uid = other.getMetadata().getUid();
    var current = Optional.of(other);
    for (var tries = 0; current.isPresent(); tries++) {
      if (tries == TRIES) {
        throw new VideoJobStore.Unavailable(
            "The VideoJob "
                + other.getMetadata().getName()
                + " changes faster than it can be told of a record that ended.");
      }
      var all = new TreeSet<>(EndedRecords.of(current.get()));
      var news = all.addAll(ended);
      var written = Map.of(Names.ENDED_RECORDS_ANNOTATION, EndedRecords.list(all));
      if (!news || store.annotate(current.get(), written).isPresent()) {
        return;
      }
      current =
          store
              .find(other.getMetadata().getNamespace(), other.getMetadata().getName())
              .filter(live -> live.getMetadata().getUid().equals(uid));
    }
  }
}
