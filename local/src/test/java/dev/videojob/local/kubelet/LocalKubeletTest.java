package dev.videojob.local.kubelet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.local.jobs.ClusterFixture;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKubeletTest {
  @TempDir private Path directory;
  private ClusterFixture cluster;

  @BeforeEach
  void start() {
    cluster = new ClusterFixture(directory.resolve("pods"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void a_pods_status_tells_of_its_life() {
    cluster.create("life", "sleep 1; echo over; exit 3");

    Pod running = cluster.awaitRunning("life");
    assertThat(container(running).getState().getRunning().getStartedAt()).isNotEmpty();
    assertThat(container(running).getReady()).isTrue();
    assertThat(trueConditions(running))
        .containsExactly("PodScheduled", "Initialized", "ContainersReady", "Ready");
    assertThat(running.getStatus().getPodIP()).isEqualTo("127.0.0.1");
    assertThat(running.getStatus().getStartTime()).isNotEmpty();
    assertThat(running.getSpec().getNodeName()).isEqualTo("local");

    cluster.awaitCondition("life", "Failed");
    Pod failed = cluster.pod("life");
    assertThat(failed.getStatus().getPhase()).isEqualTo("Failed");
    assertThat(trueConditions(failed)).containsExactly("PodScheduled", "Initialized");
    assertThat(cluster.end("life").getExitCode()).isEqualTo(3);
    assertThat(cluster.end("life").getReason()).isEqualTo("Error");
    assertThat(cluster.end("life").getStartedAt()).isNotEmpty();
    assertThat(cluster.end("life").getFinishedAt()).isNotEmpty();
    assertThat(cluster.logs("life")).isEqualTo("over\n");
  }

  @Test
  void a_container_sees_its_own_environment_and_nothing_of_ours() {
    cluster.create(
        "env",
        "env | cut -d= -f1 | sort | tr '\\n' ' '",
        container(c -> c.addNewEnv().withName("MINE").withValue("1").endEnv()));

    cluster.awaitCondition("env", "Complete");

    assertThat(cluster.logs("env").trim().split(" "))
        .containsOnly("HOME", "HOSTNAME", "JAVA_HOME", "LANG", "MINE", "PATH", "PWD", "TMPDIR");
  }

  @Test
  void variables_come_from_fields_resources_secrets_and_one_another() {
    secret("creds", Map.of("key", "s3cret", "user", "me"));
    cluster.create(
        "vars",
        "echo \"$POD $NS $NOTE $CPUS $BYTES $TOKEN $user $BOTH\" '$(BOTH)' '$$(BOTH)'",
        job ->
            container(
                    c ->
                        c.addNewEnv()
                            .withName("POD")
                            .withNewValueFrom()
                            .withNewFieldRef()
                            .withFieldPath("metadata.name")
                            .endFieldRef()
                            .endValueFrom()
                            .endEnv()
                            .addNewEnv()
                            .withName("NS")
                            .withNewValueFrom()
                            .withNewFieldRef()
                            .withFieldPath("metadata.namespace")
                            .endFieldRef()
                            .endValueFrom()
                            .endEnv()
                            .addNewEnv()
                            .withName("NOTE")
                            .withNewValueFrom()
                            .withNewFieldRef()
                            .withFieldPath("metadata.annotations['videojob.dev/note']")
                            .endFieldRef()
                            .endValueFrom()
                            .endEnv()
                            .addNewEnv()
                            .withName("CPUS")
                            .withNewValueFrom()
                            .withNewResourceFieldRef()
                            .withResource("limits.cpu")
                            .endResourceFieldRef()
                            .endValueFrom()
                            .endEnv()
                            .addNewEnv()
                            .withName("BYTES")
                            .withNewValueFrom()
                            .withNewResourceFieldRef()
                            .withResource("limits.memory")
                            .endResourceFieldRef()
                            .endValueFrom()
                            .endEnv()
                            .addNewEnv()
                            .withName("TOKEN")
                            .withNewValueFrom()
                            .withNewSecretKeyRef("key", "creds", false)
                            .endValueFrom()
                            .endEnv()
                            .addNewEnv()
                            .withName("BOTH")
                            .withValue("$(NS)/$(TOKEN)/$(UNKNOWN)")
                            .endEnv()
                            .addNewEnvFrom()
                            .withNewSecretRef("creds", false)
                            .endEnvFrom()
                            .withNewResources()
                            .addToLimits("cpu", new Quantity("1500m"))
                            .addToLimits("memory", new Quantity("64Mi"))
                            .endResources())
                .apply(annotated(job, "hello")));

    cluster.awaitCondition("vars", "Complete");

    String pod = cluster.pod("vars").getMetadata().getName();
    assertThat(cluster.logs("vars").trim())
        .isEqualTo(
            pod
                + " default hello 2 67108864 s3cret me default/s3cret/$(UNKNOWN)"
                + " default/s3cret/$(UNKNOWN) $(BOTH)");
  }

  @Test
  void mounts_and_the_termination_message_are_where_the_environment_says() {
    secret("payload", Map.of("body.json", "{\"a\":1}"));
    cluster.create(
        "mounts",
        "cat $BODY/body.json; cat $NOTE; echo work > $WORK/f; cat $1; printf told > $MESSAGE",
        job ->
            container(
                    c ->
                        c.addToArgs("name", "/scratch/f")
                            .withTerminationMessagePath("/videojob/termination-log")
                            .addNewEnv()
                            .withName("BODY")
                            .withValue("/payload")
                            .endEnv()
                            .addNewEnv()
                            .withName("NOTE")
                            .withValue("/podinfo/note")
                            .endEnv()
                            .addNewEnv()
                            .withName("WORK")
                            .withValue("/scratch")
                            .endEnv()
                            .addNewEnv()
                            .withName("MESSAGE")
                            .withValue("/videojob/termination-log")
                            .endEnv()
                            .addNewVolumeMount()
                            .withName("payload")
                            .withMountPath("/payload")
                            .endVolumeMount()
                            .addNewVolumeMount()
                            .withName("podinfo")
                            .withMountPath("/podinfo")
                            .endVolumeMount()
                            .addNewVolumeMount()
                            .withName("scratch")
                            .withMountPath("/scratch/")
                            .endVolumeMount())
                .apply(volumes(annotated(job, "noted"))));

    cluster.awaitCondition("mounts", "Complete");

    assertThat(cluster.logs("mounts")).isEqualTo("{\"a\":1}notedwork\n");
    assertThat(cluster.end("mounts").getMessage()).isEqualTo("told");
    assertThat(cluster.end("mounts").getReason()).isEqualTo("Completed");
  }

  @Test
  void a_mounted_annotation_follows_its_changes() {
    cluster.create(
        "follow",
        "until grep -q stop $NOTE; do sleep 0.1; done",
        job ->
            container(
                    c ->
                        c.addNewEnv()
                            .withName("NOTE")
                            .withValue("/podinfo/note")
                            .endEnv()
                            .addNewVolumeMount()
                            .withName("podinfo")
                            .withMountPath("/podinfo")
                            .endVolumeMount())
                .apply(volumes(annotated(job, "go"))));
    Pod pod = cluster.awaitRunning("follow");
    secret("payload", Map.of("x", "y"));

    cluster
        .client
        .pods()
        .withName(pod.getMetadata().getName())
        .edit(
            p -> {
              p.getMetadata().getAnnotations().put("videojob.dev/note", "stop");
              return p;
            });

    cluster.awaitCondition("follow", "Complete");
  }

  @Test
  void a_long_termination_message_is_cut_and_a_missing_one_falls_back_to_the_log() {
    cluster.create(
        "long",
        "head -c 5000 /dev/zero | tr '\\0' x > $MESSAGE",
        container(
            c -> c.addNewEnv().withName("MESSAGE").withValue("/dev/termination-log").endEnv()));
    cluster.create(
        "fallback",
        "echo it broke; exit 1",
        container(c -> c.withTerminationMessagePolicy("FallbackToLogsOnError")));

    cluster.awaitCondition("long", "Complete");
    cluster.awaitCondition("fallback", "Failed");

    assertThat(cluster.end("long").getMessage()).hasSize(4096);
    assertThat(cluster.end("fallback").getMessage()).isEqualTo("it broke\n");
  }

  @Test
  void an_unknown_image_stays_pending_with_the_reason_until_the_pod_is_deleted() {
    cluster.create("unknown", "true", container(c -> c.withImage("nowhere/none:1")));

    Pod pod =
        cluster.awaitPod(
            "unknown",
            p ->
                !p.getStatus().getContainerStatuses().isEmpty()
                    && "ImagePullBackOff".equals(container(p).getState().getWaiting().getReason()));

    assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(container(pod).getState().getWaiting().getMessage()).contains("nowhere/none:1");
    cluster.client.batch().v1().jobs().withName("unknown").delete();
    await().atMost(5, SECONDS).until(() -> cluster.pods("unknown").isEmpty());
  }

  @Test
  void a_pod_waits_for_a_missing_secret() {
    cluster.create(
        "waiting",
        "echo $TOKEN",
        container(
            c ->
                c.addNewEnv()
                    .withName("TOKEN")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("key", "later", false)
                    .endValueFrom()
                    .endEnv()));
    cluster.awaitPod(
        "waiting",
        p ->
            !p.getStatus().getContainerStatuses().isEmpty()
                && "CreateContainerConfigError"
                    .equals(container(p).getState().getWaiting().getReason()));

    secret("later", Map.of("key", "here"));

    cluster.awaitCondition("waiting", "Complete");
    assertThat(cluster.logs("waiting")).isEqualTo("here\n");
  }

  @Test
  void a_sigkill_from_outside_under_a_memory_limit_is_told_as_out_of_memory() {
    cluster.create(
        "oom",
        "kill -9 $$$$",
        container(
            c -> c.withNewResources().addToLimits("memory", new Quantity("64Mi")).endResources()));

    cluster.awaitCondition("oom", "Failed");

    assertThat(cluster.end("oom").getExitCode()).isEqualTo(137);
    assertThat(cluster.end("oom").getReason()).isEqualTo("OOMKilled");
  }

  private void secret(String name, Map<String, String> data) {
    cluster
        .client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withStringData(data)
                .build())
        .create();
  }

  private static UnaryOperator<JobBuilder> container(UnaryOperator<ContainerBuilder> change) {
    return job -> {
      PodTemplateSpecBuilder template = new PodTemplateSpecBuilder(job.buildSpec().getTemplate());
      PodSpecBuilder spec = new PodSpecBuilder(template.buildSpec());
      ContainerBuilder container = new ContainerBuilder(spec.buildFirstContainer());
      spec.withContainers(change.apply(container).build());
      return job.editSpec().withTemplate(template.withSpec(spec.build()).build()).endSpec();
    };
  }

  private static JobBuilder annotated(JobBuilder job, String note) {
    return job.editSpec()
        .editTemplate()
        .editOrNewMetadata()
        .addToAnnotations("videojob.dev/note", note)
        .endMetadata()
        .endTemplate()
        .endSpec();
  }

  private static JobBuilder volumes(JobBuilder job) {
    return job.editSpec()
        .editTemplate()
        .editSpec()
        .addNewVolume()
        .withName("payload")
        .withNewSecret()
        .withSecretName("payload")
        .withOptional(true)
        .endSecret()
        .endVolume()
        .addNewVolume()
        .withName("scratch")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("podinfo")
        .withNewDownwardAPI()
        .addNewItem()
        .withPath("note")
        .withNewFieldRef()
        .withFieldPath("metadata.annotations['videojob.dev/note']")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .endVolume()
        .endSpec()
        .endTemplate()
        .endSpec();
  }

  private static ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst();
  }

  private static List<String> trueConditions(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "True".equals(condition.getStatus()))
        .map(PodCondition::getType)
        .toList();
  }
}
