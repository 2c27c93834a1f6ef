package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.operator.intake.KubernetesVideoJobStore;
import dev.videojob.operator.intake.VideoJobStore;
import dev.videojob.operator.outbox.MessageFate;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.IdentityHashMap;
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

  private final KubernetesClient client;
  private final VideoJobStore store;

  public Siblings(KubernetesClient client) {
    this.client = client;
    this.store = new KubernetesVideoJobStore(client);
  }

  /** Whether {@code job}'s message may be settled. */
  public MessageFate fate(VideoJob job) {
    var origin = job.getSpec().origin();
    if (origin == null) {
      return MessageFate.OURS;
    }
    if (!sealed(job)) {
      return MessageFate.UNSEALED;
    }
    return othersEnded(job, origin) ? MessageFate.OURS : MessageFate.SHARED;
  }

  private static boolean sealed(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations != null && annotations.containsKey(Names.LEASE_ANNOTATION);
  }

  /** Whether every other record of the message is known to have ended, or to need it no longer. */
  private boolean othersEnded(VideoJob job, VideoJobSpec.Origin origin) {
    if (origin.recordCount() == 1) {
      return true;
    }
    var ended = new TreeSet<>(EndedRecords.of(job));
    ended.add(origin.recordIndex());
    ofMessage(job, origin)
        .forEach(
            (record, place) -> {
              ended.addAll(EndedRecords.of(record));
              if (record.ended() || Ownership.taken(record)) {
                ended.add(place.recordIndex());
              }
            });
    return ended.size() >= origin.recordCount();
  }

  /** The message's other VideoJobs, as the API server has them now. */
  public List<VideoJob> others(VideoJob job) {
    var origin = job.getSpec().origin();
    return origin == null
        ? List.of()
        : ofMessage(job, origin).keySet().stream()
            .filter(other -> !other.getMetadata().getUid().equals(job.getMetadata().getUid()))
            .toList();
  }

  /**
   * The message's VideoJobs and their places in it. The label finds them; it is a digest, and
   * anybody may have changed it.
   */
  private Map<VideoJob, VideoJobSpec.Origin> ofMessage(VideoJob job, VideoJobSpec.Origin origin) {
    var found = new IdentityHashMap<VideoJob, VideoJobSpec.Origin>();
    var label = job.getMetadata().getLabels().get(Names.MESSAGE_LABEL);
    client
        .resources(VideoJob.class)
        .inNamespace(job.getMetadata().getNamespace())
        .withLabel(Names.MESSAGE_LABEL, label)
        .list()
        .getItems()
        .forEach(
            other -> {
              var place = other.getSpec().origin();
              if (place != null && place.messageId().equals(origin.messageId())) {
                found.put(other, place);
              }
            });
    return found;
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
