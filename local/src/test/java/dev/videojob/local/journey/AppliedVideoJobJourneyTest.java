package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Waiting;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpecBuilder;
import dev.videojob.api.v1alpha1.WaitingReason;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A user creates VideoJobs, queues and profiles as {@code kubectl} does. */
class AppliedVideoJobJourneyTest {
  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.running();

  @TempDir private Path folder;

  private final UserClients user = PLATFORM.user();

  private void createQueue(String name, String spec) {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoQueue
        metadata: {name: %s}
        spec: {destination: {uri: "s3://videos-out/{name}"}, %s}
        """
            .formatted(name, spec));
  }

  private void createJob(String name, String spec) {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoJob
        metadata: {name: %s}
        spec: {source: {uri: "%s"}, %s}
        """
            .formatted(name, user.uploadQuietly(MadeVideos.small(), "applied/small.mp4"), spec));
  }

  private VideoJob succeeded(String name) {
    var job = user.awaitEndOf(name);
    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status(job).attempts()).hasSize(1);
    return job;
  }

  private static Waiting waiting(VideoJob job) {
    var waiting = status(job).waiting();
    assertThat(waiting).isNotNull();
    return waiting == null ? new Waiting(WaitingReason.BACK_OFF, null, null) : waiting;
  }

  private static boolean waits(VideoJob job, WaitingReason reason) {
    var waiting = status(job).waiting();
    return waiting != null && waiting.reason() == reason;
  }

  @Test
  void a_job_without_a_queue_runs_and_is_told_to_the_metadata_store_alone() {
    createJob("alone", "destination: {uri: \"s3://videos-out/alone\"}, metadata: {owner: ann}");

    var job = succeeded("alone");

    assertThat(user.outputKeys("alone/")).contains("alone/master.m3u8", "alone/manifest.json");
    assertThat(status(job).profile()).isEqualTo("hls-ladder");
    assertThat(user.document(job).getString("state")).isEqualTo("Succeeded");
    assertThat(user.document(job).getEmbedded(List.of("metadata", "owner"), "nobody"))
        .isEqualTo("ann");
    assertThat(user.processed(job)).isEmpty();
  }

  @Test
  void a_job_that_names_a_queue_takes_what_it_does_not_say_from_there() {
    createJob("queued", "queueRef: uploads, profile: mp4-720p");

    var job = succeeded("queued");

    assertThat(status(job).manifestUri())
        .isEqualTo("s3://videos-out/applied/small/manifest.json");
    assertThat(user.processed(job))
        .singleElement()
        .satisfies(told -> assertThat(told.getString("queue")).isEqualTo("uploads"));
  }

  @Test
  void a_job_with_an_unknown_profile_fails_with_the_profiles_that_there_are() {
    createJob("unknown", "queueRef: uploads, profile: cinema");

    var job = user.awaitEndOf("unknown");

    assertThat(status(job).state()).isEqualTo(JobState.FAILED);
    assertThat(status(job).reason()).isEqualTo("UnknownProfile");
    assertThat(status(job).message())
        .contains("cinema does not exist", "audio-only, hls-ladder, mp4-720p");
    assertThat(status(job).attempts()).isEmpty();
    assertThat(user.deadLetters(job)).as("it came from no message").isEmpty();
    assertThat(user.processed(job)).hasSize(1);
  }

  @Test
  void a_job_takes_a_profile_of_the_users_own() {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: TranscodeProfile
        metadata: {name: tiny}
        spec:
          video:
            preset: ultrafast
            segmentSeconds: 1
            rungs:
              - {name: big, shortSide: 180, maxBitrateKbps: 500}
              - {name: wee, shortSide: 64, maxBitrateKbps: 100}
          audio: {bitrateKbps: 64, maxChannels: 1}
          packaging: [Hls, Mp4]
        """);
    createJob("own", "destination: {uri: \"s3://videos-out/own\"}, profile: tiny");

    succeeded("own");

    var files = user.download("own/", folder);
    var source = Ffprobe.of(MadeVideos.small());
    for (var rung : Map.of("big", "240x180", "wee", "86x64").entrySet()) {
      var file = Ffprobe.of(files.resolve(rung.getKey() + ".mp4"));
      assertThat(file.size()).isEqualTo(rung.getValue());
      assertThat(file.frames()).isEqualTo(source.frames());
      var playlist = files.resolve(rung.getKey() + "/index.m3u8");
      assertThat(Ffprobe.segmentSeconds(playlist)).hasSize(2).allMatch(length -> length == 1.0);
      assertThat(Ffprobe.of(playlist).seconds()).isCloseTo(source.seconds(), within(0.04));
    }
    assertThat(Ffprobe.of(files.resolve("wee.mp4")).audio().path("channels").asInt()).isEqualTo(1);
    assertThat(files.resolve("poster.jpg")).doesNotExist();
  }

  @Test
  void a_job_waits_for_its_queue_to_be_made() {
    createJob("early", "queueRef: later");
    var early = user.awaitJob("early", job -> waits(job, WaitingReason.QUEUE_MISSING));
    assertThat(status(early).state()).isEqualTo(JobState.QUEUED);
    assertThat(waiting(early).message()).contains("VideoQueue later does not exist");

    createQueue("later", "profile: audio-only");

    assertThat(status(succeeded("early")).profile()).isEqualTo("audio-only");
    assertThat(user.outputKeys("early/")).contains("early/audio.m4a");
  }

  @Test
  void a_suspended_job_waits_until_it_is_not() {
    createJob(
        "held", "suspend: true, destination: {uri: \"s3://videos-out/held\"}, profile: thumbnails");
    user.awaitJob("held", job -> waits(job, WaitingReason.SUSPENDED));

    user.kubernetes()
        .resources(VideoJob.class)
        .inNamespace("default")
        .withName("held")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"suspend\": false}}");

    assertThat(status(succeeded("held")).waiting()).isNull();
  }

  @Test
  void the_jobs_of_a_suspended_queue_wait_until_it_is_not() {
    createQueue("closed", "suspend: true, profile: thumbnails");
    createJob("shut-out", "queueRef: closed");
    user.awaitJob("shut-out", job -> waits(job, WaitingReason.SUSPENDED));

    user.kubernetes()
        .resources(VideoQueue.class)
        .inNamespace("default")
        .withName("closed")
        .edit(
            queue -> {
              queue.setSpec(VideoQueueSpecBuilder.builder(queue.getSpec()).suspend(false).build());
              return queue;
            });

    succeeded("shut-out");
  }

  @Test
  void no_more_jobs_run_than_the_queue_allows_and_the_urgent_ones_go_first() {
    createQueue("narrow", "limits: {maxJobs: 1}");
    createJob("narrow-first", "queueRef: narrow");
    user.awaitJob("narrow-first", job -> status(job).state() == JobState.RUNNING);
    for (var priority : new String[] {"usual", "low", "urgent"}) {
      var number = Map.of("usual", 50, "low", 10, "urgent", 90).get(priority);
      createJob("narrow-" + priority, "queueRef: narrow, priority: " + number);
    }

    var waiting = user.awaitJob("narrow-low", job -> waits(job, WaitingReason.QUEUE_LIMIT));
    assertThat(waiting(waiting).message()).contains("All 1 slots of the queue are taken");
    assertThat(waiting(waiting).position()).isPositive();
    var first = succeeded("narrow-first");
    var urgent = succeeded("narrow-urgent");
    var usual = succeeded("narrow-usual");
    var low = succeeded("narrow-low");
    assertThat(decided(urgent)).isAfterOrEqualTo(finished(first));
    assertThat(decided(usual)).isAfterOrEqualTo(finished(urgent));
    assertThat(decided(low)).isAfterOrEqualTo(finished(usual));
  }

  private static Instant decided(VideoJob job) {
    return Instant.parse(status(job).attempts().getFirst().decidedAt());
  }

  private static Instant finished(VideoJob job) {
    var finishedAt = status(job).attempts().getFirst().finishedAt();
    assertThat(finishedAt).isNotNull();
    return Instant.parse(String.valueOf(finishedAt));
  }

  @Test
  void a_job_that_says_not_where_its_outputs_go_is_refused_with_the_remedy() {
    var refusal =
        user.refusal(
            """
            apiVersion: videojob.dev/v1alpha1
            kind: VideoJob
            metadata: {name: nowhere}
            spec: {source: {uri: "s3://videos-in/a.mp4"}}
            """);

    assertThat(refusal.getCode()).isEqualTo(422);
    assertThat(refusal.getMessage()).contains("spec.destination", "write queueRef");
    assertThat(user.job("nowhere")).isNull();
  }
}
