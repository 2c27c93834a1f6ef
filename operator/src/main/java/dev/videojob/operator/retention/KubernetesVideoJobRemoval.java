package dev.videojob.operator.retention;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Deletes by the client; a resource version belongs to one object only, so no namesake is hit. */
public final class KubernetesVideoJobRemoval implements VideoJobRemoval {
  private final KubernetesClient client;

  public KubernetesVideoJobRemoval(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void remove(FinishedJob job) throws Refused {
    try {
      client
          .resources(VideoJob.class)
          .inNamespace(job.key().namespace())
          .withName(job.key().name())
          .lockResourceVersion(job.resourceVersion())
          .delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_CONFLICT && e.getCode() != HTTP_NOT_FOUND) {
        throw new Refused(
            "The VideoJob %s is not deleted: %s".formatted(job.key(), e.getMessage()), e);
      }
    }
  }
}
