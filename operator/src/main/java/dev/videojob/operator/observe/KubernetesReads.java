package dev.videojob.operator.observe;

import dev.videojob.operator.resources.ListPages;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** {@link ClusterReads} over a client and an informer's cache. */
public final class KubernetesReads implements ClusterReads {
  /** A pod is read as some ten kilobytes. */
  private static final long PAGE = 500;

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
  public Stream<Pod> waitingPods(String namespace) {
    return ListPages.of(
        PAGE,
        page ->
            client
                .pods()
                .inNamespace(namespace)
                .withLabel(Names.JOB_LABEL)
                .withField("status.phase", "Pending")
                .list(page));
  }

  /** The Job controller says it in Events only. */
  @Override
  public Stream<Event> podRefusals(String namespace) {
    return ListPages.of(PAGE, page -> refusals(namespace, page));
  }

  /** Without the right to list Events nobody says it. */
  private KubernetesResourceList<Event> refusals(String namespace, ListOptions page) {
    try {
      return client
          .v1()
          .events()
          .inNamespace(namespace)
          .withField("involvedObject.kind", "Job")
          .withField("reason", StartTroubles.FAILED_CREATE)
          .list(page);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return new EventList();
      }
      throw e;
    }
  }

  @Override
  public List<Pod> pods(String namespace, String jobName) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel(Names.JOB_NAME_LABEL, jobName)
        .list()
        .getItems();
  }
}
