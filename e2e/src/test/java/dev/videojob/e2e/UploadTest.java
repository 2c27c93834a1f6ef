package dev.videojob.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.local.journey.Ffprobe;
import dev.videojob.local.journey.MadeVideos;
import dev.videojob.local.journey.UserClients;
import io.fabric8.kubernetes.api.model.Event;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An upload goes the whole way, between pods. */
@Tag("cluster")
class UploadTest {
  private static final double FRAME = 1 / 25.0;

  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  @TempDir private Path folder = Path.of(".");

  @Test
  void an_upload_becomes_renditions_a_document_and_a_message() {
    var user = PLATFORM.user();
    user.upload(MadeVideos.ladder(), "films/ladder.mp4");

    var job = user.awaitEndOfKey("films/ladder.mp4");

    var status = UserClients.status(job);
    assertThat(status.state()).as(status.message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status.attempts()).hasSize(1);
    assertThat(status.outputs())
        .extracting(Output::type)
        .containsExactlyInAnyOrder(
            "HlsMaster", "HlsRendition", "HlsRendition", "HlsRendition", "Poster");
    var source = Ffprobe.of(MadeVideos.ladder());
    var ladder = user.download("films/ladder/", folder);
    var rendition = Ffprobe.of(ladder.resolve("480p/index.m3u8"));
    assertThat(rendition.frames()).isEqualTo(source.frames());
    assertThat(rendition.seconds()).isCloseTo(source.seconds(), within(FRAME));
    assertThat(Ffprobe.read(ladder.resolve("master.m3u8")).stream("audio")).isPresent();
    assertThat(ladder.resolve("manifest.json")).exists();
    assertThat(user.document(job))
        .containsEntry("state", "Succeeded")
        .containsEntry("source", "s3://videos-in/films/ladder.mp4");
    assertThat(user.document(job).getList("outputs", Document.class)).hasSize(5);
    assertThat(user.processed(job))
        .singleElement()
        .satisfies(message -> assertThat(message.getString("state")).isEqualTo("Succeeded"));
    user.awaitEmptySourceQueue();
    assertThat(user.deadLetters(job)).isEmpty();
    UserClients.patiently()
        .untilAsserted(
            () ->
                assertThat(user.events(job))
                    .extracting(Event::getReason)
                    .contains("Started", "Succeeded"));
  }

  @Test
  void kubectl_shows_the_progress_waits_for_the_end_and_tells_the_story() {
    var user = PLATFORM.user();
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoJob
        metadata: {name: told}
        spec:
          queueRef: uploads
          profile: mp4-720p
          destination: {uri: "s3://videos-out/told"}
          source: {uri: "%s"}
        """
            .formatted(user.uploadQuietly(MadeVideos.slow(), "told/slow.mp4")));

    UserClients.patiently()
        .untilAsserted(
            () ->
                assertThat(PLATFORM.kubectl("get", "vj", "told").lines().getLast().split("\\s+"))
                    .as("NAME QUEUE STATE PROGRESS ATTEMPT PROFILE AGE")
                    .hasSize(7)
                    .startsWith("told", "uploads", "Running")
                    .satisfies(columns -> assertThat(columns[3]).matches("\\d+%"))
                    .satisfies(columns -> assertThat(columns[4]).isEqualTo("1"))
                    .satisfies(columns -> assertThat(columns[5]).isEqualTo("mp4-720p")));
    PLATFORM.kubectl("wait", "vj/told", "--for=condition=Complete", "--timeout=180s").ok();

    assertThat(PLATFORM.kubectl("get", "vj", "told", "-o", "wide").lines().getLast())
        .contains("Succeeded", "s3://videos-out/told/slow.mp4", "told-1");
    UserClients.patiently()
        .untilAsserted(
            () ->
                assertThat(PLATFORM.kubectl("describe", "vj", "told").ok())
                    .contains("Started", "Attempt 1", "Succeeded"));
  }

  @Test
  void a_job_deleted_while_it_runs_ends_its_pod_within_its_grace_and_settles_its_message() {
    var user = PLATFORM.user();
    user.upload(MadeVideos.slow(), "deleted.mp4");
    var job =
        UserClients.patiently()
            .until(
                () -> user.jobsOfKey("deleted.mp4"),
                jobs ->
                    jobs.size() == 1
                        && jobs.getFirst().getStatus() != null
                        && UserClients.status(jobs.getFirst()).state() == JobState.RUNNING)
            .getFirst();
    var name = job.getMetadata().getName();

    var before = System.nanoTime();
    PLATFORM.kubectl("delete", "vj", name, "--timeout=60s").ok();
    var seconds = (System.nanoTime() - before) / 1e9;

    assertThat(seconds).as("grace of 30 s").isLessThan(35);
    assertThat(user.pods(job)).isEmpty();
    user.awaitEmptySourceQueue();
    assertThat(user.document(job)).containsEntry("state", "Cancelled");
    assertThat(user.jobsOfKey("deleted.mp4")).isEmpty();
    assertThat(user.outputKeys("deleted/")).isEmpty();
  }
}
