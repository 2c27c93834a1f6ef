package dev.videojob.operator.api.rest;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;

/** Makes what a request asks for, once for each key. */
public final class KeyedCreation {
  private static final Duration SOON = Duration.ofSeconds(2);

  private KeyedCreation() {}

  /**
   * Creates {@code wanted}, or finds what the same request made before. The name is the API
   * server's to give away, once: whoever asks for it later learns whose it is.
   *
   * @throws Refusal when the key was used for another request
   */
  public static <R extends HasMetadata> R of(
      KubernetesClient client, KeyedRequest request, R wanted) {
    try {
      return client.resource(wanted).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_CONFLICT) {
        throw e;
      }
    }
    var there = client.resource(wanted).get();
    if (there == null) {
      throw Problem.passing(
              Problem.Kind.CONFLICT,
              "What had this Idempotency-Key is going just now. Send the request again.",
              SOON)
          .asRefusal();
    }
    if (!request.made(there)) {
      throw Problem.of(
              Problem.Kind.KEY_REUSED,
              "The %s %s/%s was made of another request with this Idempotency-Key. Use a new key for each."
                  .formatted(
                      there.getKind(),
                      there.getMetadata().getNamespace(),
                      there.getMetadata().getName()))
          .asRefusal();
    }
    return there;
  }
}
