package dev.videojob.operator.selftest;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpecBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecDestinationBuilder;
import dev.videojob.api.v1alpha1.VideoJobSpecSourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One VideoJob from its creation to its end, told line by line. */
final class SelfTest {
  private final KubernetesClient client;
  private final Consumer<String> tell;

  /** Last line that was told of the job, as the watch repeats what did not change. */
  private String told = "";

  SelfTest(KubernetesClient client, Consumer<String> tell) {
    this.client = client;
    this.tell = tell;
  }

  /** What is to be transcoded, and where. */
  record Work(String namespace, String source, String destination, String profile) {
    private VideoJob videoJob() {
      var job = new VideoJob();
      job.setMetadata(
          new ObjectMetaBuilder().withNamespace(namespace).withGenerateName("self-test-").build());
      job.setSpec(
          VideoJobSpecBuilder.builder()
              .source(VideoJobSpecSourceBuilder.builder().uri(source).build())
              .destination(VideoJobSpecDestinationBuilder.builder().uri(destination).build())
              .profile(profile)
              .build());
      return job;
    }
  }

  /**
   * Makes the VideoJob, waits for its end and deletes it.
   *
   * @param keep leaves it in the cluster instead
   * @return whether it succeeded in time
   */
  boolean run(Work work, Duration timeout, boolean keep) {
    var created = client.resource(work.videoJob()).create();
    var job =
        client
            .resources(VideoJob.class)
            .inNamespace(work.namespace())
            .withName(created.getMetadata().getName());
    tell.accept(
        "VideoJob %s/%s: %s becomes %s at %s"
            .formatted(
                work.namespace(),
                created.getMetadata().getName(),
                work.source(),
                work.profile(),
                work.destination()));
    try {
      return passed(ended(job, timeout));
    } finally {
      if (!keep) {
        job.delete();
      }
    }
  }

  private @Nullable VideoJob ended(Resource<VideoJob> job, Duration timeout) {
    try {
      return job.waitUntilCondition(this::look, timeout.toSeconds(), TimeUnit.SECONDS);
    } catch (KubernetesClientTimeoutException late) {
      tell.accept("It has not ended after " + timeout.toSeconds() + " s. " + whyItMayWait(told));
      return null;
    }
  }

  private static String whyItMayWait(String told) {
    return told.isEmpty()
        ? "The operator has not looked at it: does it watch this namespace, and does it run?"
        : "The last that was seen of it: " + told + ".";
  }

  private boolean look(@Nullable VideoJob job) {
    if (job == null) {
      return false;
    }
    var line = line(job);
    if (!line.isEmpty() && !line.equals(told)) {
      told = line;
      tell.accept("  " + line);
    }
    return job.ended();
  }

  private String line(VideoJob job) {
    var status = job.getStatus();
    if (status == null || status.state() == null) {
      return "";
    }
    var state = client.getKubernetesSerialization().convertValue(status.state(), String.class);
    var waiting = status.waiting();
    var progress = status.progress();
    if (waiting != null) {
      return state + ": " + waiting.message();
    }
    return progress == null || job.ended()
        ? state
        : state + " " + progress.phase() + " " + progress.display();
  }

  private boolean passed(@Nullable VideoJob job) {
    if (job == null || job.getStatus() == null) {
      return false;
    }
    var status = job.getStatus();
    tell.accept("%s: %s".formatted(status.reason(), status.message()));
    for (var output : status.outputs()) {
      tell.accept("  " + output.name() + "  " + output.uri());
    }
    return status.state() == JobState.SUCCEEDED;
  }
}
