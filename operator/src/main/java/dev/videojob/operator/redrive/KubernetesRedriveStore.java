package dev.videojob.operator.redrive;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** The API server by its client, whose timeouts bound every call. */
public final class KubernetesRedriveStore implements RedriveStore {
  private final KubernetesClient client;

  public KubernetesRedriveStore(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<DeadLetterRedrive> find(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(DeadLetterRedrive.class).inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<DeadLetterRedrive> replaceStatus(
      DeadLetterRedrive asRead, DeadLetterRedriveStatus status) {
    var wanted = new DeadLetterRedrive();
    wanted.setMetadata(asRead.getMetadata());
    wanted.setSpec(asRead.getSpec());
    wanted.setStatus(status);
    try {
      return Optional.of(client.resource(wanted).updateStatus());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HTTP_CONFLICT || e.getCode() == HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
