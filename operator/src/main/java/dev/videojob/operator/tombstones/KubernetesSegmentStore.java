package dev.videojob.operator.tombstones;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_GONE;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.operator.client.ApiServerWords;
import dev.videojob.operator.resources.ListPages;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Optional;
import java.util.function.Consumer;

/** Segments in a namespace of the API server, by its client, whose timeouts bound every call. */
public final class KubernetesSegmentStore implements SegmentStore {
  /** A page has a few megabytes. */
  private static final long PAGE = 50;

  private final KubernetesClient client;
  private final String namespace;

  public KubernetesSegmentStore(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  private NonNamespaceOperation<
          FinishedWork, KubernetesResourceList<FinishedWork>, Resource<FinishedWork>>
      segments() {
    return client.resources(FinishedWork.class).inNamespace(namespace);
  }

  /** All pages are of the moment of the first; one that is too old ends the reading. */
  @Override
  public void readAll(Consumer<FinishedWork> reader) {
    ListPages.of(PAGE, this::page).forEach(reader);
  }

  private KubernetesResourceList<FinishedWork> page(ListOptions options) {
    try {
      return segments().list(options);
    } catch (KubernetesClientException e) {
      throw switch (e.getCode()) {
        case HTTP_NOT_FOUND -> new KindUnknown(e);
        case HTTP_GONE -> new Unavailable("Reading the finished work took too long.", e);
        default -> unavailable("list", e);
      };
    }
  }

  @Override
  public Optional<FinishedWork> find(String name) {
    try {
      return Optional.ofNullable(segments().withName(name).get());
    } catch (KubernetesClientException e) {
      throw unavailable("read", e);
    }
  }

  @Override
  public Written create(FinishedWork segment) {
    try {
      return new Written.Stored(segments().resource(segment).create());
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HTTP_CONFLICT -> new Written.Conflict();
        case HTTP_NOT_FOUND -> throw new KindUnknown(e);
        default -> throw unavailable("create", e);
      };
    }
  }

  @Override
  public Written replace(FinishedWork segment) {
    try {
      return new Written.Stored(segments().resource(segment).update());
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HTTP_CONFLICT, HTTP_NOT_FOUND -> new Written.Conflict();
        default -> throw unavailable("write", e);
      };
    }
  }

  @Override
  public void delete(FinishedWork asRead) {
    try {
      var meta = asRead.getMetadata();
      segments().withName(meta.getName()).lockResourceVersion(meta.getResourceVersion()).delete();
    } catch (KubernetesClientException e) {
      throw unavailable("delete", e);
    }
  }

  private Unavailable unavailable(String what, KubernetesClientException e) {
    return new Unavailable(
        "The API server does not %s FinishedWork in the namespace %s: %s"
            .formatted(what, namespace, ApiServerWords.of(e)),
        e);
  }
}
