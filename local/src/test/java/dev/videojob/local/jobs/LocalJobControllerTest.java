package dev.videojob.local.jobs;

import static dev.videojob.local.jobs.ClusterFixture.conditionTypes;
import static dev.videojob.local.jobs.ClusterFixture.reason;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalJobControllerTest {
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
  void a_job_whose_process_ends_well_completes() {
    cluster.create("good", "echo done");

    Job job = cluster.awaitCondition("good", "Complete");

    assertThat(conditionTypes(job)).containsExactly("SuccessCriteriaMet", "Complete");
    assertThat(job.getStatus().getSucceeded()).isEqualTo(1);
    assertThat(job.getStatus().getActive()).isZero();
    assertThat(job.getStatus().getReady()).isZero();
    assertThat(job.getStatus().getStartTime()).isNotEmpty();
    assertThat(job.getStatus().getCompletionTime()).isNotEmpty();
    assertThat(job.getStatus().getUncountedTerminatedPods()).isNotNull();
    assertThat(cluster.logs("good")).isEqualTo("done\n");
  }

  @Test
  void a_job_that_another_controller_manages_is_left_alone() {
    cluster.create(
        "foreign", "true", job -> job.editSpec().withManagedBy("example.com/queues").endSpec());
    cluster.create(
        "own",
        "true",
        job -> job.editSpec().withManagedBy("kubernetes.io/job-controller").endSpec());

    cluster.awaitCondition("own", "Complete");

    assertThat(cluster.job("foreign").getStatus()).isEqualTo(new JobStatus());
    assertThat(cluster.pods("foreign")).isEmpty();
  }

  @Test
  void a_jobs_pod_is_labelled_owned_and_released_after_it_is_counted() {
    Job made = cluster.create("labels", "true");
    cluster.awaitCondition("labels", "Complete");

    Pod pod = cluster.awaitPod("labels", p -> p.getMetadata().getFinalizers().isEmpty());

    assertThat(pod.getMetadata().getName()).matches("labels-[a-z0-9]{5}");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("batch.kubernetes.io/job-name", "labels")
        .containsEntry("job-name", "labels")
        .containsEntry("batch.kubernetes.io/controller-uid", made.getMetadata().getUid());
    assertThat(pod.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getUid()).isEqualTo(made.getMetadata().getUid());
              assertThat(owner.getController()).isTrue();
            });
  }

  @Test
  void a_running_job_counts_an_active_and_ready_pod() {
    cluster.create("running", "sleep 60");

    Job job = cluster.awaitJob("running", j -> Integer.valueOf(1).equals(j.getStatus().getReady()));

    assertThat(job.getStatus().getActive()).isEqualTo(1);
    assertThat(conditionTypes(job)).isEmpty();
  }

  @Test
  void an_exit_code_named_by_the_failure_policy_fails_the_job_at_once() {
    cluster.create(
        "permanent", "exit 10", job -> failJobOn(job.editSpec().withBackoffLimit(3).endSpec(), 10));

    Job job = cluster.awaitCondition("permanent", "Failed");

    assertThat(conditionTypes(job)).containsExactly("FailureTarget", "Failed");
    assertThat(reason(job, "FailureTarget")).isEqualTo("PodFailurePolicy");
    assertThat(reason(job, "Failed")).isEqualTo("PodFailurePolicy");
    assertThat(job.getStatus().getConditions().getLast().getMessage())
        .matches(
            "Container main for pod default/permanent-\\w{5} failed with exit code 10 matching"
                + " FailJob rule at index 0");
    assertThat(job.getStatus().getFailed()).isEqualTo(1);
    assertThat(cluster.pods("permanent")).hasSize(1);
    assertThat(cluster.end("permanent").getExitCode()).isEqualTo(10);
  }

  @Test
  void an_exit_code_that_no_rule_names_counts_towards_the_back_off_limit() {
    cluster.create("transient", "exit 20", job -> failJobOn(job, 10));

    Job job = cluster.awaitCondition("transient", "Failed");

    assertThat(reason(job, "Failed")).isEqualTo("BackoffLimitExceeded");
  }

  @Test
  void a_disrupted_pod_is_replaced_free_of_charge_if_the_policy_ignores_it() {
    cluster.create(
        "disrupted",
        "sleep 60",
        job ->
            job.editSpec()
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("Ignore")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endOnPodCondition()
                .endRule()
                .endPodFailurePolicy()
                .endSpec());
    Pod first = cluster.awaitRunning("disrupted");
    cluster
        .client
        .pods()
        .withName(first.getMetadata().getName())
        .editStatus(
            pod -> {
              pod.getStatus()
                  .getConditions()
                  .add(
                      new PodConditionBuilder()
                          .withType("DisruptionTarget")
                          .withStatus("True")
                          .withReason("EvictionByEvictionAPI")
                          .build());
              return pod;
            });
    cluster.client.pods().withName(first.getMetadata().getName()).delete();

    await()
        .atMost(20, SECONDS)
        .until(
            () ->
                cluster.pods("disrupted").stream()
                    .anyMatch(
                        pod ->
                            !pod.getMetadata().getUid().equals(first.getMetadata().getUid())
                                && "Running".equals(pod.getStatus().getPhase())));
    assertThat(cluster.job("disrupted").getStatus().getFailed()).isIn(0, null);
  }

  @Test
  void a_job_over_its_deadline_fails_and_its_process_ends() {
    cluster.create(
        "late", "sleep 61", job -> job.editSpec().withActiveDeadlineSeconds(1L).endSpec());

    Job job = cluster.awaitCondition("late", "Failed");

    assertThat(reason(job, "Failed")).isEqualTo("DeadlineExceeded");
    assertThat(job.getStatus().getFailed()).isEqualTo(1);
    await().atMost(5, SECONDS).until(() -> cluster.pods("late").isEmpty());
    assertThat(processesWith("sleep 61")).isEmpty();
  }

  @Test
  void a_suspended_job_waits_for_its_release() {
    cluster.create("held", "true", job -> job.editSpec().withSuspend(true).endSpec());
    cluster.awaitCondition("held", "Suspended");
    assertThat(cluster.pods("held")).isEmpty();

    cluster
        .client
        .batch()
        .v1()
        .jobs()
        .withName("held")
        .edit(job -> new JobBuilder(job).editSpec().withSuspend(false).endSpec().build());

    cluster.awaitCondition("held", "Complete");
  }

  @Test
  void a_finished_job_goes_when_its_time_to_live_is_over() {
    cluster.create("brief", "true", job -> job.editSpec().withTtlSecondsAfterFinished(1).endSpec());

    assertThat(cluster.job("brief")).isNotNull();
    await()
        .atMost(10, SECONDS)
        .until(() -> cluster.job("brief") == null && cluster.pods("brief").isEmpty());
  }

  @Test
  void a_deleted_job_takes_its_process_tree_along() {
    cluster.create("deleted", "sleep 71 & sleep 72 & (sleep 73 &) ; wait");
    cluster.awaitRunning("deleted");
    await().atMost(5, SECONDS).until(() -> processesWith("sleep 7").size() >= 3);

    cluster.client.batch().v1().jobs().withName("deleted").delete();

    await().atMost(10, SECONDS).until(() -> cluster.pods("deleted").isEmpty());
    assertThat(processesWith("sleep 71")).isEmpty();
    assertThat(processesWith("sleep 72")).isEmpty();
    assertThat(processesWith("sleep 73")).isEmpty();
    await().atMost(5, SECONDS).until(() -> isEmpty(directory.resolve("pods")));
  }

  @Test
  void a_job_deleted_in_the_foreground_goes_after_its_pod() {
    cluster.create("foreground", "trap 'exit 143' TERM; sleep 81 & wait");
    cluster.awaitRunning("foreground");

    cluster
        .client
        .batch()
        .v1()
        .jobs()
        .withName("foreground")
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();

    await().atMost(10, SECONDS).until(() -> cluster.job("foreground") == null);
    assertThat(cluster.pods("foreground")).isEmpty();
    assertThat(processesWith("sleep 81")).isEmpty();
  }

  @Test
  void a_process_that_ignores_sigterm_is_killed_after_its_grace() {
    cluster.create(
        "stubborn",
        "trap '' TERM; while true; do sleep 0.91; done",
        job ->
            job.editSpec()
                .editTemplate()
                .editSpec()
                .withTerminationGracePeriodSeconds(1L)
                .endSpec()
                .endTemplate()
                .endSpec());
    cluster.awaitRunning("stubborn");

    cluster.client.batch().v1().jobs().withName("stubborn").delete();

    await().atMost(Duration.ofSeconds(8)).until(() -> cluster.pods("stubborn").isEmpty());
    assertThat(processesWith("sleep 0.91")).isEmpty();
  }

  @Test
  void a_closed_cluster_leaves_no_process_and_no_file() {
    cluster.create("left", "sleep 91");
    cluster.awaitRunning("left");

    cluster.close();

    assertThat(processesWith("sleep 91")).isEmpty();
    assertThat(directory.resolve("pods")).doesNotExist();
    start();
  }

  private static JobBuilder failJobOn(JobBuilder job, int exitCode) {
    return job.editSpec()
        .withPodReplacementPolicy("Failed")
        .withNewPodFailurePolicy()
        .addNewRule()
        .withAction("FailJob")
        .withNewOnExitCodes()
        .withContainerName("main")
        .withOperator("In")
        .withValues(exitCode)
        .endOnExitCodes()
        .endRule()
        .endPodFailurePolicy()
        .endSpec();
  }

  private static boolean isEmpty(Path path) throws Exception {
    try (var files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  private static List<String> processesWith(String words) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(words) && !line.contains("/bin/sh"))
        .toList();
  }
}
