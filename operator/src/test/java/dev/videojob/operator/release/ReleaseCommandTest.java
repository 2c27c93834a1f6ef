package dev.videojob.operator.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@EnableKubernetesMockClient(crud = true)
class ReleaseCommandTest {
  private static final String OTHER = "example.com/other";
  private static final Map<String, String> LABELS = Map.of("app", "operator");

  @SuppressWarnings("NullAway.Init")
  KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  private final StringWriter said = new StringWriter();

  private int release(String... arguments) {
    return new CommandLine(new ReleaseCommand(server::createClient))
        .setOut(new PrintWriter(said, true))
        .setErr(new PrintWriter(said, true))
        .execute(arguments);
  }

  private void create(String namespace, String name, String... finalizers) {
    var job = AVideoJob.named(name).build();
    job.getMetadata().setNamespace(namespace);
    job.getMetadata().setFinalizers(List.of(finalizers));
    client.resource(job).create();
  }

  private List<String> finalizers(String namespace, String name) {
    return client
        .resources(VideoJob.class)
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getMetadata()
        .getFinalizers();
  }

  private void operatorRuns(int pods) {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("system")
                .withName("operator")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .withMatchLabels(LABELS)
                .endSelector()
                .endSpec()
                .build())
        .create();
    for (var n = 0; n < pods; n++) {
      client
          .resource(
              new PodBuilder()
                  .withNewMetadata()
                  .withNamespace("system")
                  .withName("operator-" + n)
                  .withLabels(LABELS)
                  .endMetadata()
                  .build())
          .create();
    }
  }

  private Integer replicas() {
    return client
        .apps()
        .deployments()
        .inNamespace("system")
        .withName("operator")
        .get()
        .getSpec()
        .getReplicas();
  }

  @Test
  void our_finalizer_goes_from_every_video_job_and_nothing_else() {
    create("media", "a", Names.FINALIZER);
    create("media", "b", OTHER, Names.FINALIZER);
    create("press", "c", Names.FINALIZER, OTHER);
    create("press", "d", OTHER);

    assertThat(release()).isZero();

    assertThat(finalizers("media", "a")).isEmpty();
    assertThat(finalizers("media", "b")).containsExactly(OTHER);
    assertThat(finalizers("press", "c")).containsExactly(OTHER);
    assertThat(finalizers("press", "d")).containsExactly(OTHER);
    assertThat(said.toString()).contains("4 found, 3 released, 0 failed");
  }

  @Test
  void other_namespaces_are_left_alone() {
    create("media", "a", Names.FINALIZER);
    create("press", "b", Names.FINALIZER);
    create("sport", "c", Names.FINALIZER);

    assertThat(release("--namespace", "media", "--namespace", "sport")).isZero();

    assertThat(finalizers("media", "a")).isEmpty();
    assertThat(finalizers("press", "b")).containsExactly(Names.FINALIZER);
    assertThat(finalizers("sport", "c")).isEmpty();
  }

  @Test
  void a_second_time_finds_nothing_to_do() {
    create("media", "a", Names.FINALIZER);
    release();

    assertThat(release()).isZero();
    assertThat(said.toString()).contains("1 found, 0 released, 0 failed");
  }

  @Test
  void where_the_kind_is_not_known_any_more_nothing_is_held() {
    answerLists(404);

    assertThat(release()).isZero();
    assertThat(said.toString()).contains("0 found, 0 released, 0 failed");
  }

  private void answerLists(int code) {
    server
        .expect()
        .get()
        .withPath("/apis/videojob.dev/v1alpha1/videojobs?limit=500")
        .andReturn(code, new StatusBuilder().withCode(code).withMessage("not now").build())
        .always();
  }

  @Test
  void an_api_server_that_refuses_is_told() {
    answerLists(403);

    assertThat(release()).isEqualTo(1);
    assertThat(said.toString()).contains("not now");
  }

  @Test
  void a_video_job_that_cannot_be_released_is_named_and_the_others_are_released() {
    create("media", "a", Names.FINALIZER);
    create("media", "b", Names.FINALIZER);
    server
        .expect()
        .patch()
        .withPath("/apis/videojob.dev/v1alpha1/namespaces/media/videojobs/a")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("may not").build())
        .always();

    assertThat(release()).isEqualTo(1);

    assertThat(said.toString()).contains("2 found, 1 released, 1 failed", "media/a", "may not");
    assertThat(finalizers("media", "b")).isEmpty();
  }

  @Test
  void one_that_changed_meanwhile_is_read_again() {
    create("media", "a", OTHER, Names.FINALIZER);
    server
        .expect()
        .patch()
        .withPath("/apis/videojob.dev/v1alpha1/namespaces/media/videojobs/a")
        .andReturn(422, new StatusBuilder().withCode(422).withMessage("test failed").build())
        .times(2);

    assertThat(release()).isZero();
    assertThat(finalizers("media", "a")).containsExactly(OTHER);
  }

  @Test
  void the_deployment_is_scaled_to_zero_and_its_pods_are_waited_for() {
    create("media", "a", Names.FINALIZER);
    operatorRuns(0);

    assertThat(release("--deployment", "operator", "--deployment-namespace", "system")).isZero();

    assertThat(replicas()).isZero();
    assertThat(finalizers("media", "a")).isEmpty();
  }

  @Test
  void nothing_is_released_while_the_operator_may_take_it_back() {
    create("media", "a", Names.FINALIZER);
    operatorRuns(1);

    assertThat(
            release(
                "--deployment", "operator", "--deployment-namespace", "system", "--timeout", "1"))
        .isEqualTo(1);

    assertThat(finalizers("media", "a")).containsExactly(Names.FINALIZER);
    assertThat(said.toString()).contains("still there after 1 s");
  }

  @Test
  void a_deployment_that_is_gone_is_stopped() {
    create("media", "a", Names.FINALIZER);

    assertThat(release("--deployment", "operator", "--deployment-namespace", "system")).isZero();
    assertThat(finalizers("media", "a")).isEmpty();
  }

  @Test
  void its_help_says_that_it_settles_nothing() {
    assertThat(release("--help")).isZero();
    assertThat(said.toString()).contains("It settles nothing", "visibility time", "Exit codes");
  }

  @Test
  void an_argument_that_is_none_is_a_fault_of_its_own() {
    assertThat(release("--namespaces", "media")).isEqualTo(2);
  }
}
