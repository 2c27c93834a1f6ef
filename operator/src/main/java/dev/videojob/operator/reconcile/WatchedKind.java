package dev.videojob.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A cache of all objects of a kind: of the cluster, or of some namespaces and no others. */
public final class WatchedKind<T extends HasMetadata> implements AutoCloseable {
  private final List<SharedIndexInformer<T>> informers;

  private WatchedKind(List<SharedIndexInformer<T>> informers) {
    this.informers = informers;
  }

  /**
   * A cache that is not filled yet.
   *
   * @param namespaces to watch; empty means all
   */
  public static <T extends HasMetadata> WatchedKind<T> of(
      KubernetesClient client, Class<T> kind, Set<String> namespaces) {
    var resources = client.resources(kind);
    Stream<SharedIndexInformer<T>> informers =
        namespaces.isEmpty()
            ? Stream.of(resources.inAnyNamespace().runnableInformer(0))
            : namespaces.stream()
                .map(namespace -> resources.inNamespace(namespace).runnableInformer(0));
    return new WatchedKind<>(informers.toList());
  }

  /** Fills the cache and keeps it up to date from then on; {@code handler} is told of changes. */
  public void start(ResourceEventHandler<T> handler) {
    for (var informer : informers) {
      informer.addEventHandler(handler);
      informer.run();
    }
  }

  public Optional<T> find(String namespace, String name) {
    var key = Cache.namespaceKeyFunc(namespace, name);
    return informers.stream()
        .map(informer -> informer.getIndexer().getByKey(key))
        .filter(Objects::nonNull)
        .findFirst();
  }

  public List<T> all() {
    return informers.stream().flatMap(informer -> informer.getIndexer().list().stream()).toList();
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }
}
