package dev.videojob.operator.reconcile;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec;
import dev.videojob.operator.outbox.MessageFate;
import dev.videojob.operator.resources.EndedRecords;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The VideoJobs of one message. Its message may go only when every record has ended; which of them
 * exist is asked of the API server, since absence in a cache proves nothing.
 */
public final class Siblings {
  private final KubernetesClient client;

  public Siblings(KubernetesClient client) {
    this.client = client;
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

  /** Whether every other record of the message is known to have ended. */
  private boolean othersEnded(VideoJob job, VideoJobSpec.Origin origin) {
    if (origin.recordCount() == 1) {
      return true;
    }
    var ended = new TreeSet<>(EndedRecords.of(job));
    ended.add(origin.recordIndex());
    others(job).stream()
        .filter(VideoJob::ended)
        .flatMap(other -> Stream.ofNullable(other.getSpec().origin()))
        .forEach(other -> ended.add(other.recordIndex()));
    return ended.size() >= origin.recordCount();
  }

  /** The message's other VideoJobs, as the API server has them now. */
  public List<VideoJob> others(VideoJob job) {
    var message = job.getMetadata().getLabels().get(Names.MESSAGE_LABEL);
    return client
        .resources(VideoJob.class)
        .inNamespace(job.getMetadata().getNamespace())
        .withLabel(Names.MESSAGE_LABEL, message)
        .list()
        .getItems()
        .stream()
        .filter(other -> other.getSpec().origin() != null)
        .filter(other -> !other.getMetadata().getUid().equals(job.getMetadata().getUid()))
        .toList();
  }

  /** Tells the message's other VideoJobs that {@code job} has ended and is about to be gone. */
  public void rememberEnd(VideoJob job) {
    var origin = job.getSpec().origin();
    if (origin == null || origin.recordCount() == 1) {
      return;
    }
    for (var other : others(job)) {
      var ended = new TreeSet<>(EndedRecords.of(other));
      ended.addAll(EndedRecords.of(job));
      ended.add(origin.recordIndex());
      var value = EndedRecords.list(ended);
      client
          .resources(VideoJob.class)
          .resource(other)
          .edit(
              fresh -> {
                fresh
                    .getMetadata()
                    .getAnnotations()
                    .putAll(Map.of(Names.ENDED_RECORDS_ANNOTATION, value));
                return fresh;
              });
    }
  }
}
