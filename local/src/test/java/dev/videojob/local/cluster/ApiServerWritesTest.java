package dev.videojob.local.cluster;

import static dev.videojob.local.cluster.ApiServerFixture.NS;
import static dev.videojob.local.cluster.ApiServerFixture.assertRefused;
import static dev.videojob.local.cluster.ApiServerFixture.configMap;
import static dev.videojob.local.cluster.ApiServerFixture.thing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ApiServerWritesTest {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PatchContext JSON = PatchContext.of(PatchType.JSON);

  private ApiServerFixture api;

  @BeforeEach
  void start() {
    api = new ApiServerFixture();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Nested
  class A_created_object {
    @Test
    void has_an_identity_and_no_status() {
      GenericKubernetesResource made = api.things().resource(thing("a", "one", "Done")).create();

      assertThat(made.getMetadata().getUid()).hasSize(36);
      assertThat(made.getMetadata().getCreationTimestamp()).isNotEmpty();
      assertThat(made.getMetadata().getGeneration()).isEqualTo(1);
      assertThat(made.getMetadata().getResourceVersion()).matches("\\d+");
      assertThat(made.getMetadata().getNamespace()).isEqualTo(NS);
      assertThat(made.<Object>get("status")).isNull();
      assertThat(api.get("a")).isEqualTo(made);
    }

    @Test
    void cannot_be_created_again() {
      api.create("a", "one");

      assertRefused(409, "AlreadyExists", () -> api.create("a", "other"));
    }

    @Test
    void gets_a_name_where_only_a_prefix_is_given() {
      ConfigMap prefixed =
          new ConfigMapBuilder().withNewMetadata().withGenerateName("x-").endMetadata().build();

      assertThat(api.client.resource(prefixed).create().getMetadata().getName())
          .matches("x-[a-z0-9]{5}");
    }

    @Test
    void is_refused_for_a_name_that_kubernetes_refuses() {
      assertRefused(422, "Invalid", () -> api.create("Not_A_Name", "x"));
    }

    @Test
    void that_is_a_secret_has_its_text_encoded() {
      Secret secret =
          new SecretBuilder()
              .withNewMetadata()
              .withName("s")
              .endMetadata()
              .addToStringData("k", "v")
              .build();

      assertThat(api.client.resource(secret).create().getData()).containsEntry("k", "dg==");
    }

    @Test
    void that_is_a_job_has_the_defaults_of_the_real_server() {
      Job made = api.client.resource(job()).create();

      assertThat(made.getSpec().getBackoffLimit()).isEqualTo(6);
      assertThat(made.getSpec().getSuspend()).isFalse();
      assertThat(made.getSpec().getTemplate().getMetadata().getLabels())
          .containsEntry("batch.kubernetes.io/job-name", "j")
          .containsEntry("batch.kubernetes.io/controller-uid", made.getMetadata().getUid());
      assertThat(made.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
          .isEqualTo(30);
    }
  }

  @Nested
  class The_status {
    @Test
    void is_left_alone_by_an_update_and_alone_changed_by_a_status_update() {
      api.create("a", "one");
      api.things().resource(thing("a", "ignored", "Running")).updateStatus();
      api.things().resource(thing("a", "two", "ignored")).update();

      assertThat(api.get("a").<String>get("spec", "text")).isEqualTo("two");
      assertThat(api.get("a").<String>get("status", "state")).isEqualTo("Running");
      assertThat(api.get("a").getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void is_left_alone_by_a_patch_and_alone_changed_by_a_status_patch() {
      api.create("a", "one");
      String both = "{\"spec\":{\"text\":\"two\"},\"status\":{\"state\":\"Running\"}}";

      api.things().withName("a").subresource("status").patch(MERGE, both);
      assertThat(api.get("a").<String>get("spec", "text")).isEqualTo("one");
      assertThat(api.get("a").<String>get("status", "state")).isEqualTo("Running");
      assertThat(api.get("a").getMetadata().getGeneration()).isEqualTo(1);

      api.things().withName("a").patch(MERGE, both.replace("Running", "Lost"));
      assertThat(api.get("a").<String>get("spec", "text")).isEqualTo("two");
      assertThat(api.get("a").<String>get("status", "state")).isEqualTo("Running");
      assertThat(api.get("a").getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void is_edited_by_json_patch() {
      api.create("a", "one");

      api.things()
          .withName("a")
          .editStatus(
              old -> {
                old.setAdditionalProperty("status", Map.of("state", "Queued"));
                return old;
              });

      assertThat(api.get("a").<String>get("status", "state")).isEqualTo("Queued");
    }
  }

  @Nested
  class A_stale_version {
    private String stale;

    @BeforeEach
    void change_behind_the_back() {
      stale = api.create("a", "one").getMetadata().getResourceVersion();
      api.things().resource(thing("a", "two")).update();
    }

    @Test
    void is_a_conflict_in_an_update() {
      GenericKubernetesResource late = thing("a", "three", "Running");
      late.getMetadata().setResourceVersion(stale);

      assertRefused(409, "Conflict", () -> api.things().resource(late).update());
      assertRefused(409, "Conflict", () -> api.things().resource(late).updateStatus());
    }

    @Test
    void is_a_conflict_in_a_merge_patch_that_carries_it() {
      String patch =
          "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"text\":\"x\"},\"status\":{}}"
              .formatted(stale);

      assertRefused(409, "Conflict", () -> api.things().withName("a").patch(MERGE, patch));
      assertRefused(
          409,
          "Conflict",
          () -> api.things().withName("a").subresource("status").patch(MERGE, patch));
    }

    @Test
    void is_a_conflict_in_a_json_patch_that_carries_it() {
      String patch =
          "[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"%s\"}]"
              .formatted(stale);

      assertRefused(409, "Conflict", () -> api.things().withName("a").patch(JSON, patch));
    }

    @Test
    void is_a_conflict_in_a_deletion_that_carries_it() {
      assertRefused(
          409,
          "Conflict",
          () -> api.things().resource(thing("a", "x")).lockResourceVersion(stale).delete());
    }
  }

  @Test
  void a_write_that_changes_nothing_keeps_the_version() {
    GenericKubernetesResource made = api.create("a", "one");

    GenericKubernetesResource same = api.things().resource(thing("a", "one")).update();

    assertThat(same.getMetadata().getResourceVersion())
        .isEqualTo(made.getMetadata().getResourceVersion());
  }

  @Test
  void a_change_of_labels_keeps_the_generation() {
    api.create("a", "one");

    api.label("a", Map.of("l", "v"));

    assertThat(api.get("a").getMetadata().getGeneration()).isEqualTo(1);
    assertThat(api.get("a").getMetadata().getLabels()).containsEntry("l", "v");
  }

  @Test
  void a_json_patch_whose_test_fails_is_refused() {
    api.create("a", "one");
    String patch = "[{\"op\":\"test\",\"path\":\"/spec/text\",\"value\":\"other\"}]";

    assertRefused(422, "Invalid", () -> api.things().withName("a").patch(JSON, patch));
  }

  @Test
  void a_jobs_template_cannot_be_changed() {
    api.client.resource(job()).create();

    assertRefused(
        422,
        "Invalid",
        () -> api.client.batch().v1().jobs().withName("j").edit(ApiServerWritesTest::otherImage));
  }

  @Test
  void a_server_side_apply_creates_and_then_merges() {
    api.client.resource(configMap("c", Map.of("a", "1"))).serverSideApply();
    api.client.resource(configMap("c", Map.of("b", "2"))).serverSideApply();

    assertThat(api.client.configMaps().withName("c").get().getData())
        .containsEntry("a", "1")
        .containsEntry("b", "2");
  }

  @Test
  void what_is_not_there_is_404() {
    assertRefused(404, "NotFound", () -> api.things().resource(thing("none", "x")).update());
    assertThat(api.get("none")).isNull();
    assertThat(api.things().withName("none").delete()).isEmpty();
  }

  private static Job otherImage(Job job) {
    return new JobBuilder(job)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withImage("other")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Job job() {
    return new JobBuilder()
        .withNewMetadata()
        .withName("j")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("main")
        .withImage("image")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
