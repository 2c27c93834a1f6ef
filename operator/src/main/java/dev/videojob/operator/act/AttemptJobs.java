package dev.videojob.operator.act;

import dev.videojob.api.v1alpha1.VideoJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** Creates and deletes the Jobs of attempts; both may be repeated. */
public interface AttemptJobs {
  /**
   * Creates {@code job} for {@code videoJob}. That it exists already and is ours is success:
   * another leader, or we before a crash, did it.
   *
   * @return false when the name is taken by something that is not ours
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server did not
   *     answer, or does not accept it
   */
  boolean create(VideoJob videoJob, Job job);

  /** Deletes the Job and waits for nothing: it stays visible until its pod has ended. */
  void delete(String namespace, String jobName);
}
