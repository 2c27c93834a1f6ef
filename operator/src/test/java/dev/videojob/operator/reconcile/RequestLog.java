package dev.videojob.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an operator asks of the API server, oldest first, as its client sends it. */
final class RequestLog implements Interceptor {
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** One request. */
  record Asked(String method, String path, String body) {
    boolean is(String wanted, String pathEnd) {
      return method.equals(wanted) && path.endsWith(pathEnd);
    }
  }

  /** A client of {@code server} whose requests are kept here; it repeats none by itself. */
  KubernetesClient client(KubernetesMockServer server) {
    var client =
        server.createClient(
            builder ->
                builder.withHttpClientBuilderConsumer(
                    http -> http.addOrReplaceInterceptor("request-log", this)));
    client.getConfiguration().setRequestRetryBackoffLimit(0);
    return client;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    asked.add(
        new Asked(
            request.method(),
            request.uri().getPath(),
            Objects.requireNonNullElse(request.bodyString(), "")));
  }

  List<Asked> all() {
    return List.copyOf(asked);
  }

  /** Those to a path that ends so, such as {@code "POST", "/jobs"}. */
  List<Asked> of(String method, String pathEnd) {
    return asked.stream().filter(one -> one.is(method, pathEnd)).toList();
  }
}
