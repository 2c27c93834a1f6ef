package dev.videojob.local.cluster;

import static dev.videojob.local.cluster.ApiServerFixture.NS;
import static dev.videojob.local.cluster.ApiServerFixture.names;
import static dev.videojob.local.cluster.ApiServerFixture.thing;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerReadsTest {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private ApiServerFixture api;

  @BeforeEach
  void start() {
    api = new ApiServerFixture();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void a_watch_tells_the_whole_object_of_each_change_in_order() {
    try (Watch watch = api.things().inNamespace(NS).watch(recorder())) {
      assertThat(watch).isNotNull();
      api.create("a", "one");
      api.things().resource(thing("a", "two")).update();
      api.things().withName("a").delete();

      await()
          .atMost(5, SECONDS)
          .untilAsserted(
              () ->
                  assertThat(events)
                      .containsExactly("ADDED a one", "MODIFIED a two", "DELETED a two"));
    }
  }

  @Test
  void a_watch_by_label_tells_of_what_comes_to_match_and_of_what_ceases_to() {
    try (Watch watch = api.things().inNamespace(NS).withLabel("hot").watch(recorder())) {
      assertThat(watch).isNotNull();
      api.create("a", "one");
      api.label("a", Map.of("hot", "1"));
      api.label("a", Map.of());

      await()
          .atMost(5, SECONDS)
          .untilAsserted(() -> assertThat(events).containsExactly("ADDED a one", "DELETED a one"));
    }
  }

  @Test
  void a_watch_from_a_forgotten_version_is_told_that_it_is_gone() {
    api.create("a", "one");
    try (Watch watch =
        api.things()
            .inNamespace(NS)
            .watch(new ListOptionsBuilder().withResourceVersion("1").build(), recorder())) {
      assertThat(watch).isNotNull();
      await()
          .atMost(5, SECONDS)
          .untilAsserted(() -> assertThat(events).singleElement().asString().contains("too old"));
    }
  }

  @Test
  void a_watch_is_also_a_hanging_get() throws Exception {
    api.create("a", "one");
    URI uri =
        api.server
            .endpoint()
            .resolve(
                "/apis/example.com/v1/namespaces/default/things" + "?watch=true&timeoutSeconds=1");

    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(uri.toURL().openStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.lines()).singleElement().asString().startsWith("{\"type\":\"ADDED\"");
    }
  }

  @Test
  void an_informer_keeps_up_with_a_thousand_objects() {
    for (int i = 0; i < 500; i++) {
      api.create("before-" + i, "x");
    }
    try (SharedIndexInformer<GenericKubernetesResource> informer =
        api.things().inNamespace(NS).inform()) {
      assertThat(informer.getStore().list()).hasSize(500);
      for (int i = 0; i < 500; i++) {
        api.create("after-" + i, "x");
      }
      await().atMost(10, SECONDS).until(() -> informer.getStore().list().size() == 1000);
    }
  }

  @Test
  void a_list_is_selected_by_labels_fields_and_namespace() {
    api.create("a", "x");
    api.create("b", "y");
    api.things().inNamespace("other").resource(thing("c", "y")).create();
    api.label("a", Map.of("queue", "one"));
    api.label("b", Map.of("queue", "two"));

    assertThat(names(api.things().withLabel("queue", "one").list())).containsExactly("a");
    assertThat(names(api.things().withLabelIn("queue", "one", "two").list()))
        .containsExactly("a", "b");
    assertThat(names(api.things().withLabelNotIn("queue", "one").list())).containsExactly("b");
    assertThat(names(api.things().withoutLabel("queue").list())).isEmpty();
    assertThat(names(api.things().withField("spec.text", "y").list())).containsExactly("b");
    assertThat(names(api.things().inAnyNamespace().list())).containsExactly("a", "b", "c");
  }

  @Test
  void a_list_comes_in_pages_where_a_limit_is_given() {
    List.of("a", "b", "c").forEach(name -> api.create(name, "x"));

    GenericKubernetesResourceList first =
        api.things().list(new ListOptionsBuilder().withLimit(2L).build());
    GenericKubernetesResourceList second =
        api.things()
            .list(
                new ListOptionsBuilder()
                    .withLimit(2L)
                    .withContinue(first.getMetadata().getContinue())
                    .build());

    assertThat(names(first)).containsExactly("a", "b");
    assertThat(names(second)).containsExactly("c");
    assertThat(second.getMetadata().getContinue()).isNullOrEmpty();
  }

  @Test
  void discovery_names_our_kinds() {
    assertThat(api.client.supports("example.com/v1", "Thing")).isTrue();
    assertThat(api.client.supports("example.com/v1", "Nothing")).isFalse();
    assertThat(api.client.getApiGroup("batch")).isNotNull();
  }

  @Test
  void a_custom_resource_definition_adds_its_kind() {
    api.client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .load(getClass().getResourceAsStream("/widget-crd.yaml"))
        .create();
    GenericKubernetesResource widget =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("example.dev/v1")
            .withKind("Widget")
            .withNewMetadata()
            .withName("w")
            .endMetadata()
            .build();

    api.client.genericKubernetesResources("example.dev/v1", "Widget").resource(widget).create();

    assertThat(
            api.client.genericKubernetesResources("example.dev/v1", "Widget").withName("w").get())
        .isNotNull();
  }

  private Watcher<GenericKubernetesResource> recorder() {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, GenericKubernetesResource object) {
        events.add(
            action + " " + object.getMetadata().getName() + " " + object.get("spec", "text"));
      }

      @Override
      public void onClose(WatcherException cause) {
        events.add("closed " + cause.getMessage());
      }
    };
  }
}
