package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.WaitingReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user deletes a VideoJob. */
class CancelJourneyTest {
  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.running();

  private final UserClients user = PLATFORM.user();

  static boolean transcodes(VideoJob job) {
    var progress = job.getStatus() == null ? null : job.getStatus().progress();
    return progress != null
        && "encode".equals(progress.phase())
        && progress.percent() > 0;
  }

  /** Workers, and the ffmpeg that they run, below this process. */
  private static List<ProcessHandle> workers() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process -> process.info().commandLine().orElse("").matches("(?s).*(Worker|ffmpeg).*"))
        .toList();
  }

  private VideoJob awaitOneOf(String key) {
    return UserClients.patiently()
        .until(() -> user.jobsOfKey(key), jobs -> jobs.size() == 1)
        .getFirst();
  }

  private void awaitGone(VideoJob job) {
    UserClients.patiently().until(() -> user.job(job.getMetadata().getName()) == null);
  }

  @Test
  void deleting_a_job_that_runs_ends_its_processes_settles_its_message_and_leaves_nothing() {
    user.upload(MadeVideos.slow(), "unwanted.mp4");
    var name = awaitOneOf("unwanted.mp4").getMetadata().getName();
    var job = user.awaitJob(name, CancelJourneyTest::transcodes);
    var processes = workers();
    assertThat(processes).as("a worker and its ffmpeg").hasSizeGreaterThanOrEqualTo(2);

    user.delete(job);
    awaitGone(job);

    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(workers()).isEmpty();
    user.awaitEmptySourceQueue();
    assertThat(user.outputKeys("")).noneMatch(key -> key.contains("unwanted"));
    assertThat(user.document(job).getString("state")).isEqualTo("Cancelled");
    assertThat(user.document(job).getString("completedAt")).isNotBlank();
    assertThat(user.processed(job))
        .singleElement()
        .satisfies(told -> assertThat(told.getString("state")).isEqualTo("Cancelled"));
    assertThat(user.deadLetters(job)).isEmpty();
    UserClients.patiently()
        .until(() -> user.pods(job).isEmpty() && user.kubernetesJobs(job).isEmpty());
    assertThat(user.jobsOfKey("unwanted.mp4")).as("it does not come again").isEmpty();
  }

  @Test
  void what_was_cancelled_can_be_uploaded_again() {
    user.upload(MadeVideos.slow(), "second-thoughts.mp4");
    var name = awaitOneOf("second-thoughts.mp4").getMetadata().getName();
    var cancelled = user.awaitJob(name, CancelJourneyTest::transcodes);
    user.delete(cancelled);
    awaitGone(cancelled);

    user.upload(MadeVideos.small(), "second-thoughts.mp4");

    var job = user.awaitEndOfKey("second-thoughts.mp4");
    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(user.document(cancelled).getString("state")).isEqualTo("Cancelled");
    assertThat(user.outputKeys("second-thoughts/")).contains("second-thoughts/manifest.json");
  }

  @Test
  void a_job_that_waits_is_cancelled_without_ever_running() {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoJob
        metadata: {name: patient}
        spec: {suspend: true, queueRef: uploads, source: {uri: "s3://videos-in/none.mp4"}}
        """);
    var job =
        user.awaitJob(
            "patient",
            seen -> {
              var waiting = status(seen).waiting();
              return waiting != null && waiting.reason() == WaitingReason.SUSPENDED;
            });

    user.delete(job);
    awaitGone(job);

    assertThat(user.document(job).getString("state")).isEqualTo("Cancelled");
    assertThat(user.processed(job)).hasSize(1);
    assertThat(user.kubernetesJobs(job)).isEmpty();
  }

  @Test
  void deleting_a_job_that_has_succeeded_leaves_what_it_made() {
    user.upload(MadeVideos.small(), "kept.mp4");
    var job = user.awaitEndOfKey("kept.mp4");
    var outputs = user.outputKeys("kept/");
    assertThat(outputs).contains("kept/manifest.json");

    user.delete(job);
    awaitGone(job);

    assertThat(user.outputKeys("kept/")).isEqualTo(outputs);
    assertThat(user.document(job).getString("state")).isEqualTo("Succeeded");
    assertThat(user.processed(job)).hasSize(1);
  }
}
