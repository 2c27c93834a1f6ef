package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.patiently;
import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.RedriveState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobSpec.RedriveOf;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What failed is mended, and its dead letters are redriven. */
class RedriveJourneyTest {
  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.running();

  private final UserClients user = PLATFORM.user();

  private VideoJob deadLettered(String key) {
    var body =
        new Document("url", "s3://" + user.output() + "/" + key).append("profile", "thumbnails");
    var job = user.awaitEndOfMessage(user.send(body.toJson()));
    assertThat(status(job).state()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(status(job).reason()).isEqualTo("SourceGone");
    return job;
  }

  private DeadLetterRedriveStatus awaitEnd(String redrive) {
    return patiently()
        .until(
            () ->
                Objects.requireNonNullElse(
                    user.kubernetes()
                        .resources(DeadLetterRedrive.class)
                        .inNamespace("default")
                        .withName(redrive)
                        .get()
                        .getStatus(),
                    DeadLetterRedriveStatus.NEW),
            DeadLetterRedriveStatus::ended);
  }

  private VideoJob awaitRepeated(VideoJob failed) {
    var repeats = new RedriveOf(failed.getMetadata().getName(), failed.getMetadata().getUid());
    return patiently()
        .until(
            () ->
                user.jobs(
                    job ->
                        job.getSpec().origin() != null
                            && repeats.equals(job.getSpec().origin().redriveOf())),
            jobs -> jobs.size() == 1 && UserClients.settled(jobs.getFirst()))
        .getFirst();
  }

  @Test
  void a_video_that_was_missing_is_made_when_it_is_there_and_its_letter_is_redriven() {
    var failed = deadLettered("late/film.mp4");
    var hopeless = deadLettered("never/film.mp4");
    user.uploadQuietly(MadeVideos.small(), "late/film.mp4");

    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: DeadLetterRedrive
        metadata: {name: they-are-there-now}
        spec: {queueRef: uploads, selector: {reason: SourceGone, keyPattern: "late/*"}}
        """);

    var redriven = awaitEnd("they-are-there-now");
    assertThat(redriven.state()).as(redriven.message()).isEqualTo(RedriveState.COMPLETE);
    assertThat(redriven.redriven()).isEqualTo(1);
    assertThat(redriven.examined()).isEqualTo(2);
    assertThat(redriven.samples()).containsExactly("late/film.mp4 (SourceGone)");
    var again = awaitRepeated(failed);
    assertThat(status(again).state()).as(status(again).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(user.events(again))
        .filteredOn(event -> event.getReason().equals("Redriven"))
        .singleElement()
        .satisfies(
            event -> assertThat(event.getMessage()).contains(failed.getMetadata().getName()));
    assertThat(user.document(again).get("redriveOf", Document.class).getString("uid"))
        .isEqualTo(failed.getMetadata().getUid());
    user.awaitEmptySourceQueue();
    assertThat(user.deadLetters(failed)).isEmpty();
    assertThat(user.deadLetters(hopeless)).hasSize(1);
  }
}
