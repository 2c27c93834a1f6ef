package dev.videojob.operator.intake;

import static dev.videojob.operator.intake.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.operator.intake.VideoJobStore.Creation;
import dev.videojob.operator.intake.VideoJobStore.Unavailable;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesVideoJobStoreTest {
  private static final String PATH = "/apis/videojob.dev/v1alpha1/namespaces/media/videojobs";

  private static VideoJob job() {
    VideoJob job = new VideoJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("media")
            .withName("clip-1")
            .withAnnotations(Map.of("a", "1"))
            .build());
    job.setSpec(
        VideoJobSpecBuilder.builder()
            .queueRef("in")
            .source(VideoJobSpecSourceBuilder.builder().uri("s3://in/clip.mp4").build())
            .build());
    return job;
  }

  private static VideoJob created(VideoJobStore store) {
    Creation creation = store.create(job());
    assertThat(creation).isInstanceOf(Creation.Created.class);
    return ((Creation.Created) creation).job();
  }

  @Nested
  @EnableKubernetesMockClient(crud = true)
  class AServerThatKeepsThings {
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @Test
    void knowsAJobByItsName() {
      var store = new KubernetesVideoJobStore(client);
      VideoJob job = created(store);

      assertThat(store.create(job())).isEqualTo(new Creation.AlreadyExists());
      assertThat(store.find("media", "clip-1"))
          .hasValueSatisfying(
              found ->
                  assertThat(found.getMetadata().getUid()).isEqualTo(job.getMetadata().getUid()));
      assertThat(store.find("media", "other")).isEmpty();
    }

    @Test
    void takesAnnotationsBesideThoseThatAreThere() {
      var store = new KubernetesVideoJobStore(client);

      assertThat(store.annotate(created(store), Map.of("b", "2"))).isPresent();

      assertThat(store.find("media", "clip-1").orElseThrow().getMetadata().getAnnotations())
          .isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void doesNotTakeAnnotationsForAJobThatIsGone() {
      var store = new KubernetesVideoJobStore(client);
      VideoJob job = created(store);
      client.resource(job).delete();

      assertThat(store.annotate(job, Map.of("b", "2"))).isEmpty();
    }

    @Test
    void keepsTheSecretOfAJobAndRefusesThatOfAnother() {
      var store = new KubernetesVideoJobStore(client);
      VideoJob job = created(store);
      store.ensure(MessageSecret.create(job, message("body")));
      store.ensure(MessageSecret.create(job, message("body")));
      job.getMetadata().setUid("another");

      assertThatThrownBy(() -> store.ensure(MessageSecret.create(job, message("body"))))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("The Secret media/clip-1-message belongs to something else");
    }
  }

  @Nested
  @EnableKubernetesMockClient
  class AServerThatFails {
    @SuppressWarnings("NullAway.Init")
    KubernetesMockServer server;

    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    private VideoJobStore store() {
      client.getConfiguration().setRequestRetryBackoffLimit(0);
      return new KubernetesVideoJobStore(client);
    }

    private void answers(int code, String sentence) {
      server
          .expect()
          .post()
          .withPath(PATH)
          .andReturn(code, new StatusBuilder().withCode(code).withMessage(sentence).build())
          .always();
    }

    @Test
    void saysWhyItDoesNotAcceptAnObject() {
      answers(422, "spec.source.uri: too long");

      assertThat(store().create(job()))
          .isEqualTo(new Creation.Invalid("spec.source.uri: too long"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429, 500, 503})
    void isUnavailableForAllElse(int code) {
      answers(code, "no");

      assertThatThrownBy(() -> store().create(job()))
          .isInstanceOf(Unavailable.class)
          .hasMessage("The API server could not create the VideoJob media/clip-1: no");
    }

    @Test
    void tellsAConflictFromAFault() {
      server
          .expect()
          .patch()
          .withPath(PATH + "/clip-1")
          .andReturn(409, new StatusBuilder().withCode(409).withMessage("modified").build())
          .once();

      assertThat(store().annotate(job(), Map.of("b", "2"))).isEmpty();
    }
  }
}
