package dev.videojob.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.plan.Failure;
import dev.videojob.operator.plan.Observation.Trouble;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodVerdictTest {
  private static Failure failure(String jobReason, @Nullable APod pod) {
    return failure(jobReason, pod, Optional.empty());
  }

  private static Failure failure(
      String jobReason, @Nullable APod pod, Optional<WorkerReport> report) {
    return PodVerdict.failure(
        AJob.condition("Failed", "True", jobReason, "what the Job says"),
        Optional.ofNullable(pod).map(APod::build),
        report);
  }

  @ParameterizedTest
  @CsvSource({
    "10, PERMANENT, InvalidInput",
    "11, PERMANENT, UnsupportedInput",
    "12, PERMANENT, LimitExceeded",
    "13, PERMANENT, SourceGone",
    "14, PERMANENT, BadConfiguration",
    "19, PERMANENT, ExitCode19",
    "20, TRANSIENT, InputOutputError",
    "21, TRANSIENT, ScratchFull",
    "22, TRANSIENT, VerificationFailed",
    "23, TRANSIENT, Throttled",
    "143, TIMEOUT, Terminated",
    "137, RESOURCE, OOMKilled",
    "1, TRANSIENT, ExitCode1",
    "255, TRANSIENT, ExitCode255",
  })
  void an_exit_code_has_its_class_and_word(int code, FailureClass failureClass, String reason) {
    var failure = failure("BackoffLimitExceeded", APod.ofTheWorker().ended(code, "Error", null));

    assertThat(failure.failureClass()).isEqualTo(failureClass);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.exitCode()).isEqualTo(code);
    assertThat(failure.message()).isNotEmpty();
  }

  @Test
  void an_out_of_memory_kill_is_one_whatever_the_exit_code_and_the_report_say() {
    var report = new WorkerReport("u", 1, "InputOutputError", "ffmpeg died.", null, List.of(), 0);

    var failure =
        failure("x", APod.ofTheWorker().ended(20, "OOMKilled", null), Optional.of(report));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.RESOURCE);
    assertThat(failure.reason()).isEqualTo("OOMKilled");
  }

  @Test
  void the_workers_own_words_go_before_ours() {
    var report = new WorkerReport("u", 1, "NoVideoStream", "It has none.", null, List.of(), 0);

    var failure = failure("x", APod.ofTheWorker().ended(10, "Error", null), Optional.of(report));

    assertThat(failure)
        .isEqualTo(new Failure(FailureClass.PERMANENT, 10, "NoVideoStream", "It has none."));
  }

  @Test
  void the_jobs_deadline_goes_before_what_its_pod_says() {
    var failure = failure("DeadlineExceeded", APod.ofTheWorker().ended(143, "Error", null));

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TIMEOUT);
    assertThat(failure.reason()).isEqualTo("DeadlineExceeded");
    assertThat(failure.message()).contains("spec.timeoutSeconds");
  }

  @Test
  void a_disruption_goes_before_the_exit_code_that_it_caused() {
    var moved =
        APod.ofTheWorker()
            .ended(143, "Error", null)
            .is("DisruptionTarget", "True", "EvictionByEvictionAPI", "drain");

    assertThat(failure("x", moved).failureClass()).isEqualTo(FailureClass.DISRUPTION);
  }

  @Test
  void a_disruption_that_did_not_come_is_none() {
    var stayed =
        APod.ofTheWorker().ended(10, "Error", null).is("DisruptionTarget", "False", null, null);

    assertThat(failure("x", stayed).failureClass()).isEqualTo(FailureClass.PERMANENT);
  }

  @Test
  void an_eviction_for_scratch_space_is_not_taken_for_a_lack_of_memory() {
    var full =
        APod.ofTheWorker()
            .evicted("Usage of EmptyDir volume \"scratch\" exceeds the limit \"50Gi\".")
            .ended(137, "Error", null);

    var failure = failure("BackoffLimitExceeded", full);

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.reason()).isEqualTo("Evicted");
    assertThat(failure.message()).contains("EmptyDir volume");
  }

  @Test
  void a_pod_that_its_node_did_not_take_never_ran_and_costs_nothing() {
    var pod =
        APod.ofTheWorker()
            .rejected("NodeAffinity", "Pod was rejected: Predicate NodeAffinity failed");

    var failure = failure("BackoffLimitExceeded", pod);

    assertThat(failure.failureClass()).isEqualTo(FailureClass.DISRUPTION);
    assertThat(failure.reason()).isEqualTo("NodeAffinity");
    assertThat(failure.message()).contains("Pod was rejected");
  }

  @Test
  void a_container_that_was_put_beside_the_worker_does_not_speak_for_it() {
    var pod = APod.ofTheWorker().ended("a-proxy", 0, "Completed", "").ended(13, "Error", null);

    assertThat(failure("BackoffLimitExceeded", pod).reason()).isEqualTo("SourceGone");
  }

  @Test
  void a_pod_that_is_gone_leaves_the_jobs_words() {
    var failure = failure("BackoffLimitExceeded", null);

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.reason()).isEqualTo("PodLost");
    assertThat(failure.message()).contains("what the Job says");
  }

  @Test
  void a_pod_whose_container_never_ended_counts_as_gone() {
    assertThat(failure("x", APod.ofTheWorker()).reason()).isEqualTo("PodLost");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ErrImagePull", "ImagePullBackOff", "CreateContainerConfigError", "InvalidImage"})
  void a_container_that_cannot_start_says_why(String reason) {
    assertThat(PodVerdict.trouble(APod.ofTheWorker().waits(reason, "its words").build()))
        .contains(new Trouble(reason, "its words"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ContainerCreating", "PodInitializing"})
  void an_ordinary_start_is_no_trouble(String reason) {
    assertThat(PodVerdict.trouble(APod.ofTheWorker().waits(reason, null).build())).isEmpty();
  }

  @Test
  void an_unschedulable_pod_says_what_the_scheduler_said() {
    var pod =
        APod.ofTheWorker().is("PodScheduled", "False", "Unschedulable", "0/3 nodes are available");

    assertThat(PodVerdict.trouble(pod.build()))
        .contains(new Trouble("Unschedulable", "0/3 nodes are available"));
  }

  @Test
  void a_scheduled_pod_without_a_container_yet_is_no_trouble() {
    assertThat(
            PodVerdict.trouble(APod.ofTheWorker().is("PodScheduled", "True", null, null).build()))
        .isEmpty();
  }

  @Test
  void a_pod_without_a_status_says_nothing() {
    var pod = new PodBuilder().withNewMetadata().endMetadata().build();

    assertThat(PodVerdict.trouble(pod)).isEmpty();
    assertThat(PodVerdict.terminated(pod)).isEmpty();
  }
}
