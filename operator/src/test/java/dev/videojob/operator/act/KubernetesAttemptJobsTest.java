package dev.videojob.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.resources.JobFactory;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true)
class KubernetesAttemptJobsTest {
  private static final String PATH = "/apis/batch/v1/namespaces/media/jobs";

  @SuppressWarnings("NullAway.Init")
  KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private KubernetesAttemptJobs jobs;

  private final VideoJob clip = AVideoJob.named("clip").build();

  @BeforeEach
  void act() {
    client.getConfiguration().setRequestRetryBackoffLimit(0);
    jobs = new KubernetesAttemptJobs(client);
  }

  private static Job jobOf(VideoJob videoJob) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(AVideoJob.NAMESPACE)
        .withName("clip-1")
        .withOwnerReferences(JobFactory.owner(videoJob))
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private @org.jspecify.annotations.Nullable Job live() {
    return client.batch().v1().jobs().inNamespace(AVideoJob.NAMESPACE).withName("clip-1").get();
  }

  @Test
  void a_job_is_made() {
    assertThat(jobs.create(clip, jobOf(clip))).isTrue();

    assertThat(live()).isNotNull();
  }

  @Test
  void a_job_that_is_there_already_and_ours_is_a_success() {
    jobs.create(clip, jobOf(clip));

    assertThat(jobs.create(clip, jobOf(clip))).isTrue();
  }

  @Test
  void a_job_of_a_namesake_that_was_there_before_is_not_ours_and_is_left_as_it_is() {
    var before = AVideoJob.named("clip").withUid("uid-of-an-earlier-clip").build();
    jobs.create(before, jobOf(before));

    assertThat(jobs.create(clip, jobOf(clip))).isFalse();
    assertThat(live()).satisfies(job -> assertThat(owner(job)).isEqualTo("uid-of-an-earlier-clip"));
  }

  private static String owner(@org.jspecify.annotations.Nullable Job job) {
    return java.util.Objects.requireNonNull(job)
        .getMetadata()
        .getOwnerReferences()
        .getFirst()
        .getUid();
  }

  @Test
  void a_job_without_an_owner_is_not_ours() {
    client
        .resource(
            new JobBuilder(jobOf(clip)).editMetadata().withOwnerReferences().endMetadata().build())
        .create();

    assertThat(jobs.create(clip, jobOf(clip))).isFalse();
  }

  @Test
  void a_job_that_went_between_the_conflict_and_the_look_is_not_there_yet() {
    answerCreation(409);

    assertThat(jobs.create(clip, jobOf(clip))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 422, 500, 503})
  void any_other_answer_is_a_fault(int code) {
    answerCreation(code);

    assertThatThrownBy(() -> jobs.create(clip, jobOf(clip)))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, fault -> assertThat(fault.getCode()).isEqualTo(code));
  }

  private void answerCreation(int code) {
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage("no").build())
        .once();
  }

  @Test
  void a_deletion_asks_that_the_pod_ends_first() throws Exception {
    jobs.create(clip, jobOf(clip));

    jobs.delete(AVideoJob.NAMESPACE, "clip-1");

    assertThat(server.getLastRequest().getUtf8Body())
        .contains("\"propagationPolicy\":\"Foreground\"");
    assertThat(live()).isNull();
  }

  @Test
  void the_deletion_of_a_job_that_is_not_there_is_done() {
    assertThatCode(() -> jobs.delete(AVideoJob.NAMESPACE, "clip-1")).doesNotThrowAnyException();
  }

  @Test
  void a_deletion_that_is_refused_is_a_fault() {
    server
        .expect()
        .delete()
        .withPath(PATH + "/clip-1")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("no").build())
        .once();

    assertThatThrownBy(() -> jobs.delete(AVideoJob.NAMESPACE, "clip-1"))
        .isInstanceOf(KubernetesClientException.class);
  }
}
