package dev.videojob.bench.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;

/**
 * One connection to the API server that carries JSON as it is: what it costs is the server's doing
 * and hardly ours. For one caller at a time.
 */
final class ApiConnection implements AutoCloseable {
  private static final int FIRST_ERROR = 300;

  private final Config config;
  private final HttpClient http;

  private ApiConnection(Config config, HttpClient http) {
    this.config = config;
    this.http = http;
  }

  /** HTTP/1.1, as the calls of all HTTP/2 clients of a process may share a connection. */
  static ApiConnection open(Config config) {
    try {
      return new ApiConnection(
          config,
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(SSLUtils.sslContext(config))
              .build());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the kubeconfig's keys cannot be used", e);
    }
  }

  String get(String path) {
    return call("GET", path, "application/json", "");
  }

  String create(String path, String json) {
    return call("POST", path, "application/json", json);
  }

  String replace(String path, String json) {
    return call("PUT", path, "application/json", json);
  }

  String merge(String path, String json) {
    return call("PATCH", path, "application/merge-patch+json", json);
  }

  String delete(String path) {
    return call("DELETE", path, "application/json", "");
  }

  private String call(String method, String path, String type, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(config.getMasterUrl()).resolve(path))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", type)
            .header("Accept", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    var token = config.getAutoOAuthToken();
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= FIRST_ERROR) {
        throw new IllegalStateException(
            method + " " + path + ": " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(method + " " + path + " was interrupted", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
