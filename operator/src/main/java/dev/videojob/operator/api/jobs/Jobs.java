package dev.videojob.operator.api.jobs;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.api.rest.KeyedCreation;
import dev.videojob.operator.api.rest.Problem;
import dev.videojob.operator.outbox.MetadataStore.StoreAway;
import dev.videojob.operator.outbox.ReadableMetadataStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.Optional;

/** Jobs where they are kept: VideoJobs at the API server, documents in the metadata store. */
final class Jobs {
  private static final Duration SOON = Duration.ofSeconds(2);

  /** A running job's resource version changes every two seconds or so. */
  private static final int CANCEL_TRIES = 10;

  private final KubernetesClient client;
  private final ReadableMetadataStore store;
  private final ObjectMapper json;

  Jobs(KubernetesClient client, ReadableMetadataStore store, ObjectMapper json) {
    this.client = client;
    this.store = store;
    this.json = json;
  }

  /**
   * Creates the VideoJob of {@code request}, or finds the one that the same request made before.
   */
  VideoJob submit(JobRequest request, VideoJob wanted) {
    return KeyedCreation.of(client, request.keyed(), wanted);
  }

  /** The VideoJob of {@code id}, unless it is gone. */
  Optional<VideoJob> live(JobId id) {
    return Optional.ofNullable(resource(id.namespace(), id.name()).get()).filter(id::names);
  }

  /** The job of {@code id}, whether its VideoJob is there or gone. */
  Optional<ObjectNode> find(JobId id) {
    var live = live(id).map(job -> JobView.of(job, json));
    return live.isPresent() ? live : told(id);
  }

  /** The job of {@code id} as the metadata store was told of it. */
  Optional<ObjectNode> told(JobId id) {
    try {
      return store
          .find(id.uid())
          .filter(document -> document.path("namespace").asText().equals(id.namespace()))
          .filter(document -> document.path("name").asText().equals(id.name()))
          .map(document -> JobView.of(id, document, json));
    } catch (StoreAway e) {
      throw Problem.passing(
              Problem.Kind.UNAVAILABLE,
              "There is no VideoJob of this id any more, and the metadata store cannot be asked: "
                  + e.getMessage(),
              SOON)
          .asRefusal();
    }
  }

  /**
   * Deletes the VideoJob, which cancels it, unless it has ended: then it stays as it is.
   *
   * @return whether this call deleted it
   */
  boolean cancel(JobId id) {
    for (var tries = 1; ; tries++) {
      var live = live(id);
      if (live.isEmpty() || live.get().ended() || live.get().isMarkedForDeletion()) {
        return false;
      }
      try {
        delete(live.get());
        return true;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HTTP_NOT_FOUND) {
          return false;
        }
        if (e.getCode() != HTTP_CONFLICT || tries == CANCEL_TRIES) {
          throw e;
        }
      }
    }
  }

  /** A resource version belongs to one object only, so that no namesake is hit. */
  private void delete(VideoJob job) {
    var _ =
        resource(job.getMetadata().getNamespace(), job.getMetadata().getName())
            .lockResourceVersion(job.getMetadata().getResourceVersion())
            .delete();
  }

  Resource<VideoJob> resource(String namespace, String name) {
    return client.resources(VideoJob.class).inNamespace(namespace).withName(name);
  }
}
