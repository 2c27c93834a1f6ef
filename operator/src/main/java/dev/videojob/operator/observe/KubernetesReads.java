package dev.videojob.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@link ClusterReads} over a client and an informer's cache. */
public final class KubernetesReads implements ClusterReads {
  private static final String JOB_NAME_LABEL = "batch.kubernetes.io/job-name";

  /** Reason of the Job controller's Event. */
  static final String FAILED_CREATE = "FailedCreate";

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

  /** The Job controller says it in Events only; without the right to list them nobody does. */
  @Override
  public Optional<String> podRefusal(Job job) {
    try {
      return client
          .v1()
          .events()
          .inNamespace(job.getMetadata().getNamespace())
          .withField("involvedObject.uid", job.getMetadata().getUid())
          .withField("reason", FAILED_CREATE)
          .list()
          .getItems()
          .stream()
          .filter(event -> event.getMessage() != null)
          .max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
          .map(Event::getMessage);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
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
