package dev.videojob.local.cluster;

import static dev.videojob.local.cluster.ApiServerFixture.configMap;
import static dev.videojob.local.cluster.ApiServerFixture.thing;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerDeletionTest {
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
  void a_deletion_waits_for_the_last_finalizer() {
    GenericKubernetesResource held = thing("a", "one");
    held.getMetadata().setFinalizers(List.of("videojob.dev/first", "videojob.dev/second"));
    api.things().resource(held).create();

    api.things().withName("a").delete();
    assertThat(api.get("a").getMetadata().getDeletionTimestamp()).isNotEmpty();

    removeFinalizer("videojob.dev/first");
    assertThat(api.get("a").getMetadata().getFinalizers()).containsExactly("videojob.dev/second");

    removeFinalizer("videojob.dev/second");
    assertThat(api.get("a")).isNull();
  }

  @Test
  void a_deletion_takes_the_dependents_along() {
    api.client.resource(ownedBy(api.create("a", "x"), "owned")).create();

    assertThat(api.things().withName("a").delete()).hasSize(1);

    awaitAbsent("owned");
  }

  @Test
  void a_deletion_in_the_foreground_comes_after_the_dependents() {
    ConfigMap held = ownedBy(api.create("a", "x"), "owned");
    held.getMetadata().setFinalizers(List.of("videojob.dev/hold"));
    api.client.resource(held).create();

    deleteWith(DeletionPropagation.FOREGROUND);

    await().atMost(5, SECONDS).until(() -> isDeleting("owned"));
    assertThat(api.get("a").getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
    api.client.configMaps().withName("owned").edit(ApiServerDeletionTest::withoutFinalizers);
    await().atMost(5, SECONDS).until(() -> api.get("a") == null);
  }

  @Test
  void a_deletion_that_orphans_leaves_the_dependents() {
    api.client.resource(ownedBy(api.create("a", "x"), "owned")).create();

    deleteWith(DeletionPropagation.ORPHAN);

    await().atMost(5, SECONDS).until(() -> api.get("a") == null);
    assertThat(configMapNamed("owned").getMetadata().getOwnerReferences()).isEmpty();
  }

  @Test
  void a_dependent_that_comes_after_its_owner_went_is_collected() {
    GenericKubernetesResource owner = api.create("a", "x");
    api.things().withName("a").delete();

    api.client.resource(ownedBy(owner, "late")).create();

    awaitAbsent("late");
  }

  @Test
  void a_pod_on_a_node_waits_for_its_kubelet_and_another_does_not() {
    api.client.resource(pod("running", "local")).create();
    api.client.resource(pod("unscheduled", null)).create();

    api.client.pods().withName("running").delete();
    api.client.pods().withName("unscheduled").delete();

    Pod running = api.client.pods().withName("running").get();
    assertThat(running.getMetadata().getDeletionTimestamp()).isNotEmpty();
    assertThat(running.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(30);
    assertThat(api.client.pods().withName("unscheduled").get()).isNull();
    api.client.pods().withName("running").withGracePeriod(0).delete();
    assertThat(api.client.pods().withName("running").get()).isNull();
  }

  private void removeFinalizer(String finalizer) {
    api.things()
        .withName("a")
        .edit(
            old -> {
              old.removeFinalizer(finalizer);
              return old;
            });
  }

  private void deleteWith(DeletionPropagation propagation) {
    api.things().withName("a").withPropagationPolicy(propagation).delete();
  }

  private ConfigMap configMapNamed(String name) {
    return api.client.configMaps().withName(name).get();
  }

  private boolean isDeleting(String name) {
    return configMapNamed(name).getMetadata().getDeletionTimestamp() != null;
  }

  private void awaitAbsent(String name) {
    await().atMost(5, SECONDS).until(() -> configMapNamed(name) == null);
  }

  private static ConfigMap withoutFinalizers(ConfigMap held) {
    return new ConfigMapBuilder(held).editMetadata().withFinalizers().endMetadata().build();
  }

  private static ConfigMap ownedBy(GenericKubernetesResource owner, String name) {
    return new ConfigMapBuilder(configMap(name, Map.of()))
        .editMetadata()
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .build())
        .endMetadata()
        .build();
  }

  private static Pod pod(String name, @Nullable String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .addNewContainer()
        .withName("main")
        .withImage("image")
        .endContainer()
        .endSpec()
        .build();
  }
}
