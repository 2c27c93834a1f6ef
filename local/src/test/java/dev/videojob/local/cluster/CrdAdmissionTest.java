package dev.videojob.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec.Destination;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrdAdmissionTest {
  private final ApiServerFixture api = new ApiServerFixture();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void a_good_object_of_ours_is_stored_with_the_defaults_of_its_schema() {
    api.client.resource(videoJob("s3://videos-in/a.mp4", "s3://videos-out/a")).create();

    var stored = api.client.genericKubernetesResources("videojob.dev/v1alpha1", "VideoJob");
    assertThat(
            stored.inNamespace("default").withName("clip").get().<Integer>get("spec", "priority"))
        .isEqualTo(50);
  }

  @Test
  void a_wrong_one_is_refused_with_the_field_and_what_to_write() {
    assertThatThrownBy(() -> api.client.resource(videoJob("ftp://videos-in/a.mp4", null)).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(422);
              assertThat(refusal.getStatus().getMessage())
                  .contains("spec.source.uri")
                  .contains("s3://");
            });
  }

  @Test
  void what_must_not_change_does_not() {
    var stored =
        api.client.resource(videoJob("s3://videos-in/a.mp4", "s3://videos-out/a")).create();

    stored.setSpec(videoJob("s3://videos-in/b.mp4", "s3://videos-out/a").getSpec());
    assertThatThrownBy(() -> api.client.resource(stored).update())
        .hasMessageContaining("spec.source");
  }

  private static VideoJob videoJob(String source, @Nullable String destination) {
    var job = new VideoJob();
    job.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName("clip").build());
    job.setSpec(
        VideoJobSpecBuilder.builder()
            .source(VideoJobSpecSourceBuilder.builder().uri(source).build())
            .destination(destination == null ? null : new Destination(destination))
            .build());
    return job;
  }
}
