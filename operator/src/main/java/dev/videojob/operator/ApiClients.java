package dev.videojob.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Clients of the API server for an operator of thousands of jobs. */
final class ApiClients {
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int REQUEST_RETRIES = 3;

  private ApiClients() {}

  /**
   * A client of the cluster that the environment names. It speaks HTTP/1.1: over HTTP/2 the JDK's
   * client fails calls beyond the server's limit of streams (100) with "too many concurrent
   * streams", as seen in bursts against a real API server. How many calls there are at once is
   * bounded where they are made.
   */
  static KubernetesClient configured() {
    return build(
        new ConfigBuilder()
            .withHttp2Disable(true)
            .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
            .withConnectionTimeout(CONNECT_TIMEOUT_MILLIS)
            .withRequestRetryBackoffLimit(REQUEST_RETRIES)
            .build(),
        http -> {});
  }

  /** A second client of the same cluster, to be closed by the caller. */
  static KubernetesClient like(KubernetesClient client, Consumer<HttpClient.Builder> change) {
    return build(client.getConfiguration(), change);
  }

  /**
   * Without a token there is none to refresh, and the library, which does so once a minute, never
   * notes that it has: from then on it reads the kubeconfig anew for each call, which was a third
   * of all that the operator allocated (seen in kubernetes-client 7.5.2).
   */
  private static KubernetesClient build(Config config, Consumer<HttpClient.Builder> change) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http -> {
              if (!needsTokens(config)) {
                http.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, null);
              }
              change.accept(http);
            })
        .build();
  }

  /** Whether the client says who it is by more than its certificate. */
  static boolean needsTokens(Config config) {
    return Stream.of(
            config.getOauthToken(),
            config.getAutoOAuthToken(),
            config.getOauthTokenProvider(),
            config.getAuthProvider(),
            config.getUsername())
        .anyMatch(Objects::nonNull);
  }
}
