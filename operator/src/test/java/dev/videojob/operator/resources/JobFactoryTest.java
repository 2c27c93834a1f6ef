package dev.videojob.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.TaskSpecCommandBuilder;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import dev.videojob.contract.CommandTask;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.contract.WorkerTask;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Agreement;
import dev.videojob.operator.AnAttempt;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JobFactoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final WorkerDefaults DEFAULTS =
      new WorkerDefaults(
          "worker:1",
          null,
          null,
          "2",
          "4Gi",
          Map.of("S3_ENDPOINT", "http://s3"),
          "http://operator");

  private static Job job(AVideoJob videoJob, Agreement terms) {
    return job(DEFAULTS, videoJob, terms);
  }

  private static Job job(WorkerDefaults defaults, AVideoJob videoJob, Agreement terms) {
    var job = videoJob.build();
    var agreed = terms.build();
    return new JobFactory(defaults, JSON)
        .create(
            job,
            AnAttempt.number(2).ofJob("clip-2").withMemory("8192Mi").starting(),
            agreed,
            work(job, agreed));
  }

  private static Work.InPod work(VideoJob job, Terms.Agreed agreed) {
    return switch (agreed.work()) {
      case Work.Transcode usual ->
          new Work.Transcode(
              Objects.requireNonNull(job.getSpec().source()),
              usual.destination(),
              usual.profileName(),
              usual.profile());
      case Work.Command command -> command;
      case Work.Call _ -> throw new IllegalArgumentException("a call has no Job");
    };
  }

  private static Job commanded() {
    var command =
        TaskSpecCommandBuilder.builder()
            .image("example.org/manim:1")
            .command(List.of("manim"))
            .args(List.of("-q", "$(rm -rf /)"))
            .build();
    return job(
        AVideoJob.named("clip")
            .from("uploads")
            .withPayload(JSON.createObjectNode().put("scene", "Pythagoras \"quoted\""))
            .with(spec -> spec.className("manim").source(null).metadata(Map.of("tenant", "acme"))),
        Agreement.usual().of(new Work.Command(command, "s3://videos/clip")));
  }

  @Test
  void a_command_runs_its_own_image_by_the_same_standard() {
    var container = worker(commanded());

    assertThat(container.getImage()).isEqualTo("example.org/manim:1");
    assertThat(container.getCommand()).containsExactly("manim");
    assertThat(container.getArgs()).containsExactly("-q", "$(rm -rf /)");
    assertThat(container.getSecurityContext()).isEqualTo(worker(usual()).getSecurityContext());
    assertThat(pod(commanded()).getSecurityContext()).isEqualTo(pod(usual()).getSecurityContext());
    assertThat(pod(commanded()).getAutomountServiceAccountToken()).isFalse();
    assertThat(container.getTerminationMessagePath()).isEqualTo("/dev/termination-log");
  }

  @Test
  void a_command_finds_its_payload_in_a_file_and_in_no_variable() throws Exception {
    var job = commanded();
    var annotations = job.getSpec().getTemplate().getMetadata().getAnnotations();
    var files =
        pod(job).getVolumes().getFirst().getDownwardAPI().getItems().stream()
            .collect(
                Collectors.toMap(
                    DownwardAPIVolumeFile::getPath, file -> file.getFieldRef().getFieldPath()));

    assertThat(files)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "task.json", "metadata.annotations['videojob.dev/task']",
                "payload.json", "metadata.annotations['videojob.dev/payload']"));
    assertThat(JSON.readTree(annotations.get("videojob.dev/payload")).at("/scene").asText())
        .isEqualTo("Pythagoras \"quoted\"");
    assertThat(worker(job).getEnv())
        .extracting(EnvVar::getValue)
        .contains("/etc/videojob/payload.json", "/etc/videojob/task.json")
        .allSatisfy(value -> assertThat(String.valueOf(value)).doesNotContain("Pythagoras"));
  }

  @Test
  void a_command_is_told_of_its_work() throws Exception {
    assertThat(JSON.readValue(task(commanded()), CommandTask.class))
        .isEqualTo(
            new CommandTask(
                "media",
                "clip",
                "uid-of-clip",
                2,
                "manim",
                null,
                "s3://videos/clip",
                Map.of("tenant", "acme"),
                "http://operator/internal/v1/progress/media/clip/uid-of-clip"));
  }

  @Test
  void a_command_without_a_payload_finds_an_empty_object() {
    var command = TaskSpecCommandBuilder.builder().image("busybox").build();
    var job = job(AVideoJob.named("clip"), Agreement.usual().of(new Work.Command(command, null)));

    assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("videojob.dev/payload", "{}");
    assertThat(worker(job).getCommand()).isEmpty();
  }

  @Test
  void what_the_operator_gives_its_own_worker_is_not_given_to_any_image() {
    var generous =
        new WorkerDefaults("worker:1", "worker", "aws-keys", "2", "4Gi", Map.of("A", "b"), null);
    var command = TaskSpecCommandBuilder.builder().image("busybox").build();
    var terms = Agreement.usual().of(new Work.Command(command, null));

    var plain = job(generous, AVideoJob.named("clip"), terms);
    assertThat(secrets(plain)).isEmpty();
    assertThat(pod(plain).getServiceAccountName()).isNull();

    var given =
        job(
            generous,
            AVideoJob.named("clip"),
            terms.withTemplate(
                template ->
                    template.credentialsSecret("render-keys").serviceAccountName("render")));
    assertThat(secrets(given)).containsExactly("render-keys");
    assertThat(pod(given).getServiceAccountName()).isEqualTo("render");
  }

  private static Job usual() {
    return job(AVideoJob.named("clip").from("uploads"), Agreement.usual());
  }

  private static PodSpec pod(Job job) {
    return job.getSpec().getTemplate().getSpec();
  }

  private static String task(Job job) {
    var annotations = job.getSpec().getTemplate().getMetadata().getAnnotations();
    return Objects.requireNonNull(annotations.get(WorkerEnvironment.TASK_ANNOTATION));
  }

  private static Container worker(Job job) {
    assertThat(pod(job).getContainers()).hasSize(1);
    return pod(job).getContainers().getFirst();
  }

  private static List<String> secrets(Job job) {
    return worker(job).getEnvFrom().stream().map(from -> from.getSecretRef().getName()).toList();
  }

  @Test
  void the_job_is_named_by_the_attempt_and_owned_by_the_video_job() {
    var meta = usual().getMetadata();

    assertThat(meta.getName()).isEqualTo("clip-2");
    assertThat(meta.getNamespace()).isEqualTo("media");
    assertThat(meta.getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getApiVersion()).isEqualTo("videojob.dev/v1alpha1");
              assertThat(owner.getKind()).isEqualTo("VideoJob");
              assertThat(owner.getUid()).isEqualTo("uid-of-clip");
              assertThat(owner.getController()).isTrue();
            });
  }

  @Test
  void the_job_never_makes_a_second_pod_of_its_own_but_for_a_disruption() {
    var spec = usual().getSpec();

    assertThat(spec.getBackoffLimit()).isZero();
    assertThat(spec.getParallelism()).isEqualTo(1);
    assertThat(spec.getCompletions()).isEqualTo(1);
    assertThat(spec.getPodReplacementPolicy()).isEqualTo("Failed");
    assertThat(spec.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(spec.getPodFailurePolicy().getRules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getAction()).isEqualTo("Ignore");
              assertThat(rule.getOnPodConditions())
                  .singleElement()
                  .satisfies(on -> assertThat(on.getType()).isEqualTo("DisruptionTarget"))
                  .satisfies(on -> assertThat(on.getStatus()).isEqualTo("True"));
            });
  }

  @Test
  void the_jobs_times_are_those_of_the_terms() {
    var terms =
        Agreement.usual()
            .withTemplate(
                template ->
                    template
                        .timeoutSeconds(900)
                        .ttlSecondsAfterFinished(300)
                        .gracePeriodSeconds(45));

    var spec = job(AVideoJob.named("clip"), terms).getSpec();

    assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(900);
    assertThat(spec.getTtlSecondsAfterFinished()).isEqualTo(300);
    assertThat(spec.getTemplate().getSpec().getTerminationGracePeriodSeconds()).isEqualTo(45);
  }

  @Test
  void the_pod_keeps_the_restricted_standard() {
    var pod = pod(usual());
    var container = worker(usual()).getSecurityContext();

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getCapabilities().getAdd()).isEmpty();
    assertThat(pod.getVolumes())
        .allMatch(volume -> volume.getEmptyDir() != null || volume.getDownwardAPI() != null);
  }

  @Test
  void the_pod_holds_no_api_token_and_learns_of_no_services() {
    assertThat(pod(usual()).getAutomountServiceAccountToken()).isFalse();
    assertThat(pod(usual()).getEnableServiceLinks()).isFalse();
  }

  @Test
  void the_task_is_read_from_the_pods_own_annotation() throws Exception {
    var source =
        VideoJobSpecSourceBuilder.builder()
            .uri("s3://uploads/süß und \"quoted\".mp4")
            .versionId("v3")
            .etag("abc")
            .sizeBytes(12L)
            .build();
    var terms = Agreement.usual().withTemplate(template -> template.stallSeconds(77));
    var job = job(AVideoJob.named("clip").with(spec -> spec.source(source)), terms);

    assertThat(JSON.readValue(task(job), WorkerTask.class))
        .isEqualTo(
            new WorkerTask(
                "media",
                "clip",
                "uid-of-clip",
                2,
                "s3://uploads/süß und \"quoted\".mp4",
                "v3",
                "abc",
                12L,
                "s3://videos/clip",
                "hls-ladder",
                Agreement.PROFILE,
                77,
                "http://operator/internal/v1/progress/media/clip/uid-of-clip"));
    assertThat(pod(job).getVolumes())
        .filteredOn(volume -> volume.getDownwardAPI() != null)
        .singleElement()
        .extracting(
            volume -> volume.getDownwardAPI().getItems().getFirst().getFieldRef().getFieldPath())
        .isEqualTo("metadata.annotations['videojob.dev/task']");
  }

  @Test
  void without_a_progress_address_no_progress_is_asked_for() {
    var silent = new WorkerDefaults("worker:1", null, null, "2", "4Gi", Map.of(), null);

    assertThat(task(job(silent, AVideoJob.named("clip"), Agreement.usual())))
        .doesNotContain("progressUrl");
  }

  @Test
  void what_a_user_writes_is_never_an_argument_or_a_variable() {
    var marker = "$(rm -rf /)";
    var source = VideoJobSpecSourceBuilder.builder().uri("s3://b/" + marker).build();
    var videoJob =
        AVideoJob.named("clip")
            .with(spec -> spec.className(marker).metadata(Map.of("note", marker)).source(source));

    var container = worker(job(videoJob, Agreement.usual()));

    assertThat(container.getArgs()).isEmpty();
    assertThat(container.getCommand()).isEmpty();
    assertThat(new KubernetesSerialization().asYaml(container)).doesNotContain("rm -rf");
  }

  @Test
  void credentials_come_only_from_a_secret_the_queues_before_the_operators() {
    var withSecret = new WorkerDefaults("worker:1", "sa", "aws", "2", "4Gi", Map.of(), null);
    var own =
        Agreement.usual()
            .withTemplate(template -> template.credentialsSecret("own").serviceAccountName("me"));

    var byDefault = job(withSecret, AVideoJob.named("clip"), Agreement.usual());
    var byQueue = job(withSecret, AVideoJob.named("clip"), own);

    assertThat(worker(usual()).getEnvFrom()).isEmpty();
    assertThat(secrets(byDefault)).containsExactly("aws");
    assertThat(secrets(byQueue)).containsExactly("own");
    assertThat(pod(byDefault).getServiceAccountName()).isEqualTo("sa");
    assertThat(pod(byQueue).getServiceAccountName()).isEqualTo("me");
  }

  @Test
  void the_worker_is_told_where_its_files_are_and_how_many_cores_it_has() {
    var variables = worker(usual()).getEnv();

    assertThat(variables)
        .extracting(EnvVar::getName)
        .containsExactly(
            WorkerEnvironment.TASK_FILE,
            WorkerEnvironment.TERMINATION_LOG,
            WorkerEnvironment.SCRATCH_DIR,
            WorkerEnvironment.CPU_LIMIT,
            "S3_ENDPOINT");
    assertThat(variables.get(3).getValueFrom().getResourceFieldRef().getResource())
        .isEqualTo("limits.cpu");
    assertThat(worker(usual()).getTerminationMessagePath()).isEqualTo(variables.get(1).getValue());
  }

  @Test
  void memory_is_the_attempts_and_cpu_the_operators_where_the_queue_says_nothing() {
    assertThat(worker(usual()).getResources().getLimits())
        .containsEntry("memory", new Quantity("8192Mi"))
        .containsEntry("cpu", new Quantity("2"));
  }

  @Test
  void the_attempts_memory_goes_before_the_queues_and_the_rest_is_the_queues() {
    var resources =
        new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity("500m"))
            .addToLimits("cpu", new Quantity("3"))
            .addToLimits("memory", new Quantity("1Gi"))
            .build();
    var terms = Agreement.usual().withTemplate(template -> template.resources(resources));

    var made = worker(job(AVideoJob.named("clip"), terms)).getResources();

    assertThat(made.getLimits())
        .containsEntry("memory", new Quantity("8192Mi"))
        .containsEntry("cpu", new Quantity("3"));
    assertThat(made.getRequests()).containsEntry("cpu", new Quantity("500m"));
    assertThat(resources.getLimits()).containsEntry("memory", new Quantity("1Gi"));
  }

  @Test
  void labels_find_the_job_by_its_video_job_and_queue_and_fit_however_long_the_names_are() {
    var terms =
        Agreement.usual()
            .withTemplate(
                template ->
                    template.labels(Map.of("team", "media", Names.MANAGED_BY_LABEL, "someone")));
    var job = job(AVideoJob.named("n".repeat(200)).from("q".repeat(200)), terms);
    var ofThePod = job.getSpec().getTemplate().getMetadata().getLabels();

    assertThat(job.getMetadata().getLabels())
        .isEqualTo(ofThePod)
        .containsEntry("team", "media")
        .containsEntry(Names.MANAGED_BY_LABEL, Names.MANAGED_BY)
        .containsKeys(Names.JOB_LABEL, Names.QUEUE_LABEL);
    assertThat(ofThePod.values()).allMatch(value -> value.length() <= 63);
  }

  @Test
  void a_job_without_a_queue_has_no_queue_label() {
    assertThat(job(AVideoJob.named("clip"), Agreement.usual()).getMetadata().getLabels())
        .doesNotContainKey(Names.QUEUE_LABEL)
        .containsEntry(Names.JOB_LABEL, "clip");
  }

  @Test
  void autoscalers_are_asked_to_leave_the_pod_alone() {
    assertThat(usual().getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
        .containsEntry("karpenter.sh/do-not-disrupt", "true");
  }

  @Test
  void placement_and_scratch_are_the_templates() {
    var toleration = new TolerationBuilder().withKey("spot").withOperator("Exists").build();
    var terms =
        Agreement.usual()
            .withTemplate(
                template ->
                    template
                        .image("mine:2")
                        .scratchSize("50Gi")
                        .nodeSelector(Map.of("disk", "fast"))
                        .tolerations(List.of(toleration))
                        .priorityClassName("batch"));

    var job = job(AVideoJob.named("clip"), terms);

    assertThat(worker(job).getImage()).isEqualTo("mine:2");
    assertThat(pod(job).getNodeSelector()).containsEntry("disk", "fast");
    assertThat(pod(job).getTolerations()).containsExactly(toleration);
    assertThat(pod(job).getPriorityClassName()).isEqualTo("batch");
    assertThat(pod(job).getVolumes())
        .filteredOn(volume -> volume.getEmptyDir() != null)
        .singleElement()
        .extracting(volume -> volume.getEmptyDir().getSizeLimit())
        .isEqualTo(new Quantity("50Gi"));
  }
}
