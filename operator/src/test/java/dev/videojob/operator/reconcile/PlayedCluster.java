package dev.videojob.operator.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatusOutputBuilder;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Job controller, kubelet and garbage collector, played by hand. */
final class PlayedCluster {
  /** What a foreground deletion waits for on a real server. */
  private static final String FOREGROUND = "foregroundDeletion";

  private final KubernetesClient client;
  private final ObjectMapper json = new ObjectMapper();

  PlayedCluster(KubernetesClient client) {
    this.client = client;
  }

  private ScalableResource<Job> at(String name) {
    return client.batch().v1().jobs().inNamespace(AVideoJob.NAMESPACE).withName(name);
  }

  Optional<Job> job(String name) {
    return Optional.ofNullable(at(name).get());
  }

  List<String> jobs() {
    return client.batch().v1().jobs().inNamespace(AVideoJob.NAMESPACE).list().getItems().stream()
        .map(job -> job.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** The Job's pod runs. */
  void starts(String name) {
    changeStatus(
        name, status -> status.withActive(1).withReady(1).withStartTime(Moments.NOW.toString()));
  }

  /** The worker published and ended well. */
  void succeeds(String name, VideoJob videoJob, int attempt) {
    var output =
        VideoJobStatusOutputBuilder.builder()
            .name("720p")
            .type("HlsRendition")
            .uri("s3://videos/clip/720p.m3u8")
            .build();
    podEnds(
        name,
        0,
        new WorkerReport(
            videoJob.getMetadata().getUid(),
            attempt,
            "Succeeded",
            "One rendition was published.",
            "s3://videos/clip/manifest.json",
            List.of(output),
            1));
    verdict(name, "Complete", "");
  }

  /** The worker ended with {@code exitCode}, and leaves no report. */
  void fails(String name, int exitCode) {
    podEnds(name, exitCode, null);
    verdict(name, "Failed", "PodFailurePolicy");
  }

  private void podEnds(String name, int exitCode, @Nullable WorkerReport report) {
    var ended =
        new ContainerStatusBuilder()
            .withName("worker")
            .withNewState()
            .withNewTerminated()
            .withExitCode(exitCode)
            .withReason(exitCode == 0 ? "Completed" : "Error")
            .withMessage(report == null ? "" : json.valueToTree(report).toString())
            .endTerminated()
            .endState()
            .build();
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(AVideoJob.NAMESPACE)
                .withName(name + "-abcde")
                .addToLabels("batch.kubernetes.io/job-name", name)
                .endMetadata()
                .withNewStatus()
                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                .withContainerStatuses(ended)
                .endStatus()
                .build())
        .create();
  }

  private void verdict(String name, String type, String reason) {
    changeStatus(
        name, status -> status.withActive(0).withReady(0).addToConditions(is(type, reason)));
  }

  private static JobCondition is(String type, String reason) {
    return new JobConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason(reason)
        .withMessage("")
        .build();
  }

  private void changeStatus(String name, Consumer<JobStatusBuilder> change) {
    at(name)
        .editStatus(
            job -> {
              var status =
                  job.getStatus() == null
                      ? new JobStatusBuilder()
                      : new JobStatusBuilder(job.getStatus());
              change.accept(status);
              job.setStatus(status.build());
              return job;
            });
  }

  /** A pod of the Job runs, and goes on when the Job is gone. */
  void podOutlives(String name, String videoJob) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(AVideoJob.NAMESPACE)
                .withName(name + "-outlives")
                .addToLabels("batch.kubernetes.io/job-name", name)
                .addToLabels(Names.JOB_LABEL, videoJob)
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build())
        .create();
  }

  /** That pod ends and goes. */
  void podGoes(String name) {
    client.pods().inNamespace(AVideoJob.NAMESPACE).withName(name + "-outlives").delete();
  }

  /** From now on, the Job stays while it is deleted, until {@link #podHasEnded}. */
  void takesTimeToStop(String name) {
    at(name)
        .edit(
            job ->
                new JobBuilder(job)
                    .editMetadata()
                    .addToFinalizers(FOREGROUND)
                    .endMetadata()
                    .build());
  }

  /** A Job that was deleted goes, now that its pod has ended. */
  void podHasEnded(String name) {
    at(name)
        .edit(
            job ->
                new JobBuilder(job)
                    .editMetadata()
                    .removeFromFinalizers(FOREGROUND)
                    .endMetadata()
                    .build());
  }

  /** Somebody deletes the Job. */
  void deletes(String name) {
    at(name).delete();
  }

  /** Somebody else makes a Job of that name. */
  void somebodyElseMakes(String name) {
    client
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withNamespace(AVideoJob.NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build())
        .create();
  }
}
