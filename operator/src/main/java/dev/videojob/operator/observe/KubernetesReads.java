package dev.videojob.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@link ClusterReads} over a client and an informer's cache. */
public final class KubernetesReads implements ClusterReads {
  private static final String JOB_NAME_LABEL = "batch.kubernetes.io/job-name";

  private final KubernetesClient client;
  private final BiFunction<String, String, Optional<Job>> cache;

  /**
   * @param cache the informer's, by namespace and name
   */
  public KubernetesReads(KubernetesClient client, BiFunction<String, String, Optional<Job>> cache) {
    this.client = client;
    this.cache = cache;
  }

  @Override
  public Optional<Job> cachedJob(String namespace, String name) {
    return cache.apply(namespace, name);
  }

  @Override
  public Optional<Job> liveJob(String namespace, String name) {
    return Optional.ofNullable(
        client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
  }

  @Override
  public List<Pod> pods(String namespace, String jobName) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel(JOB_NAME_LABEL, jobName)
        .list()
        .getItems();
  }
}
