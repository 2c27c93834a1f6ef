package dev.videojob.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;

/** A running API server, a client over HTTP, and the objects that the tests speak of. */
final class ApiServerFixture implements AutoCloseable {
  static final String NS = "default";

  private static final ResourceDefinitionContext THINGS =
      new ResourceDefinitionContext.Builder()
          .withGroup("example.com")
          .withVersion("v1")
          .withKind("Thing")
          .withPlural("things")
          .withNamespaced(true)
          .build();

  final LocalApiServer server = LocalApiServer.start(0);
  final KubernetesClient client =
      new KubernetesClientBuilder()
          .withConfig(
              new ConfigBuilder(Config.empty())
                  .withMasterUrl(server.endpoint().toString())
                  .withNamespace(NS)
                  .withRequestRetryBackoffLimit(0)
                  .build())
          .build();

  /**
   * Defines {@code things}, which have no schema, so that tests may put into them what they like.
   */
  ApiServerFixture() {
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .resource(
            new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("things.example.com")
                .endMetadata()
                .withNewSpec()
                .withGroup("example.com")
                .withScope("Namespaced")
                .withNewNames()
                .withKind("Thing")
                .withPlural("things")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .withNewSubresources()
                .withNewStatus()
                .endStatus()
                .endSubresources()
                .endVersion()
                .endSpec()
                .build())
        .create();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      things() {
    return client.genericKubernetesResources(THINGS);
  }

  GenericKubernetesResource create(String name, String text) {
    return things().resource(thing(name, text)).create();
  }

  GenericKubernetesResource get(String name) {
    return things().withName(name).get();
  }

  void label(String name, Map<String, String> labels) {
    things()
        .withName(name)
        .edit(
            old -> {
              old.getMetadata().setLabels(labels);
              return old;
            });
  }

  static GenericKubernetesResource thing(String name, String text, String state) {
    GenericKubernetesResource object = thing(name, text);
    object.setAdditionalProperty("status", Map.of("state", state));
    return object;
  }

  static GenericKubernetesResource thing(String name, String text) {
    GenericKubernetesResource object =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("example.com/v1")
            .withKind("Thing")
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .build();
    object.setAdditionalProperty("spec", Map.of("text", text));
    return object;
  }

  static ConfigMap configMap(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NS)
        .endMetadata()
        .withData(data)
        .build();
  }

  static List<String> names(GenericKubernetesResourceList list) {
    return list.getItems().stream().map(item -> item.getMetadata().getName()).toList();
  }

  static void assertRefused(int code, String reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(code);
              assertThat(e.getStatus().getReason()).isEqualTo(reason);
            });
  }
}
