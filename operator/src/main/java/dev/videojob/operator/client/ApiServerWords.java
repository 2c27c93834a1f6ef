package dev.videojob.operator.client;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Why a call of the API server failed, for people. */
public final class ApiServerWords {
  private ApiServerWords() {}

  /** What the server itself said, or the client where the server said nothing. */
  public static String of(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return failure.getStatus().getMessage();
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
