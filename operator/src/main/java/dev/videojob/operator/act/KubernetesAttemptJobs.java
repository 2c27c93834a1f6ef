package dev.videojob.operator.act;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.observe.AttemptObserver;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link AttemptJobs} by a client. */
public final class KubernetesAttemptJobs implements AttemptJobs {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesAttemptJobs.class);

  private final KubernetesClient client;

  public KubernetesAttemptJobs(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public boolean create(VideoJob videoJob, Job job) {
    try {
      client.batch().v1().jobs().resource(job).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      var existing = client.batch().v1().jobs().resource(job).get();
      var ours = existing != null && AttemptObserver.owns(videoJob, existing);
      LOG.info(
          "Job {} exists already and is {}",
          job.getMetadata().getName(),
          ours ? "ours" : "not ours");
      return ours;
    }
  }

  @Override
  public void delete(String namespace, String jobName) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName(jobName)
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();
  }
}
