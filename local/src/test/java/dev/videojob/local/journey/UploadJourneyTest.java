package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import io.fabric8.kubernetes.api.model.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** A user puts an object into the input bucket. */
class UploadJourneyTest {
  private static final double FRAME = 1 / 25.0;
  private static final int PART = 5 * 1024 * 1024;

  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.running();

  @TempDir private Path folder;

  private final UserClients user = PLATFORM.user();

  @Test
  void an_upload_becomes_a_ladder_that_plays_and_everybody_is_told() throws IOException {
    user.upload(MadeVideos.ladder(), "films/ladder.mp4");

    var job = user.awaitEndOfKey("films/ladder.mp4");

    assertSucceeded(job);
    assertLadderPlays(user.download("films/ladder/", folder));
    assertManifestNamesEverything(folder);
    assertStatusDescribes(job);
    assertDocumentTells(job, user.document(job));
    assertThat(user.processed(job))
        .singleElement()
        .satisfies(message -> assertThat(message.getString("state")).isEqualTo("Succeeded"))
        .satisfies(message -> assertThat(message.getList("outputs", Document.class)).hasSize(5));
    user.awaitEmptySourceQueue();
    assertThat(user.deadLetters(message -> true)).isEmpty();
    assertThat(user.outputKeys("").stream().filter(key -> key.contains(".videojob"))).isEmpty();
    assertEventsTellTheStory(job);
  }

  private static void assertSucceeded(VideoJob job) {
    var status = status(job);
    assertThat(status.state()).as(status.message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status.attempts()).hasSize(1);
    assertThat(status.conditions())
        .filteredOn(condition -> "True".equals(condition.getStatus()))
        .extracting("type")
        .containsExactlyInAnyOrder("Complete", "MetadataSynced");
    assertThat(status.conditions()).extracting("status").doesNotContain("False", "Unknown");
  }

  private void assertLadderPlays(Path ladder) {
    var source = Ffprobe.of(MadeVideos.ladder());
    var rungs = List.of("720p", "480p");
    for (var rung : rungs) {
      var rendition = Ffprobe.of(ladder.resolve(rung).resolve("index.m3u8"));
      assertThat(rendition.frames()).as(rung).isEqualTo(source.frames());
      assertThat(rendition.seconds()).as(rung).isCloseTo(source.seconds(), within(FRAME));
    }
    var segments = Ffprobe.segmentSeconds(ladder.resolve("720p/index.m3u8"));
    assertThat(segments).hasSize(2);
    assertThat(Ffprobe.segmentSeconds(ladder.resolve("480p/index.m3u8"))).isEqualTo(segments);
    assertThat(sum(segments)).isCloseTo(source.frames() * FRAME, within(0.001));
    var sound = Ffprobe.of(ladder.resolve("audio/index.m3u8"));
    assertThat(sound.audio().path("codec_name").asText()).isEqualTo("aac");
    assertThat(sound.seconds()).isCloseTo(source.seconds(), within(FRAME));
    assertThat(sum(Ffprobe.segmentSeconds(ladder.resolve("audio/index.m3u8"))))
        .isCloseTo(source.seconds(), within(FRAME));
    var whole = Ffprobe.read(ladder.resolve("master.m3u8"));
    assertThat(whole.frames()).isEqualTo(source.frames());
    assertThat(whole.stream("audio")).isPresent();
    assertThat(Ffprobe.of(ladder.resolve("720p/index.m3u8")).size()).isEqualTo("1280x720");
    assertThat(Ffprobe.of(ladder.resolve("480p/index.m3u8")).size()).isEqualTo("854x480");
    assertThat(Ffprobe.read(ladder.resolve("poster.jpg")).size()).isEqualTo("1280x720");
  }

  private static double sum(List<Double> lengths) {
    return lengths.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static void assertManifestNamesEverything(Path ladder) throws IOException {
    var manifest = Document.parse(Files.readString(ladder.resolve("manifest.json")));
    var named = new ArrayList<Path>(List.of(ladder.resolve("manifest.json")));
    for (var object : manifest.getList("objects", Document.class)) {
      var file = ladder.resolve(object.getString("name"));
      assertThat(Files.size(file)).isEqualTo(object.get("sizeBytes", Number.class).longValue());
      named.add(file);
    }
    try (var files = Files.walk(ladder)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactlyInAnyOrderElementsOf(named);
    }
  }

  private void assertStatusDescribes(VideoJob job) {
    var status = status(job);
    assertThat(status.manifestUri())
        .isEqualTo("s3://" + user.output() + "/films/ladder/manifest.json");
    assertThat(status.outputs())
        .extracting(Output::type)
        .containsExactlyInAnyOrder(
            "HlsMaster", "HlsRendition", "HlsRendition", "HlsRendition", "Poster");
    assertThat(status.outputs())
        .filteredOn(output -> output.name().equals("480p"))
        .singleElement()
        .satisfies(
            output -> {
              assertThat(output.frames()).isEqualTo(130L);
              assertThat(output.durationMillis()).isEqualTo(5200L);
              assertThat(output.width()).isEqualTo(854);
              assertThat(output.codecs()).startsWith("avc1.");
            });
  }

  private void assertDocumentTells(VideoJob job, Document document) {
    var status = status(job);
    assertThat(document.getString("state")).isEqualTo("Succeeded");
    assertThat(document.getString("source"))
        .isEqualTo("s3://" + user.input() + "/films/ladder.mp4");
    assertThat(document.getString("name")).isEqualTo(job.getMetadata().getName());
    assertThat(document.getString("queue")).isEqualTo("uploads");
    assertThat(document.getString("profile")).isEqualTo("hls-ladder");
    assertThat(document.get("revision", Number.class).longValue())
        .isEqualTo(status.revision())
        .isEqualTo(status.settlement().metadataRevision());
    assertThat(document.getString("manifestUri")).isEqualTo(status.manifestUri());
    assertThat(document.getString("completedAt")).isEqualTo(status.completionTime());
    assertThat(document.getInteger("schemaVersion")).isEqualTo(1);
    assertThat(document.getList("outputs", Document.class))
        .extracting(output -> output.getString("uri"))
        .contains("s3://" + user.output() + "/films/ladder/master.m3u8");
    assertThat(document.getList("attempts", Document.class)).hasSize(1);
  }

  private void assertEventsTellTheStory(VideoJob job) {
    UserClients.patiently()
        .untilAsserted(
            () ->
                assertThat(user.events(job))
                    .filteredOn(event -> "Normal".equals(event.getType()))
                    .extracting(Event::getReason)
                    .contains("Started", "Succeeded"));
    assertThat(user.events(job)).extracting(Event::getType).doesNotContain("Warning");
  }

  @Test
  void an_upload_in_parts_is_worked_on_once_it_is_complete() throws IOException {
    var bytes = Files.readAllBytes(MadeVideos.heavy());
    assertThat(bytes.length).as("large enough for two parts").isGreaterThan(PART);
    var bucket = user.input();
    var key = "in-parts.mp4";
    var upload = user.s3().createMultipartUpload(create -> create.bucket(bucket).key(key));
    var parts = new ArrayList<CompletedPart>();
    for (int from = 0, number = 1; from < bytes.length; from += PART, number++) {
      var part = Arrays.copyOfRange(bytes, from, Math.min(from + PART, bytes.length));
      parts.add(uploadPart(key, upload.uploadId(), number, part));
    }
    assertThat(user.jobsOfKey(key)).isEmpty();
    user.s3()
        .completeMultipartUpload(
            complete ->
                complete
                    .bucket(bucket)
                    .key(key)
                    .uploadId(upload.uploadId())
                    .multipartUpload(all -> all.parts(parts)));

    assertSucceeded(user.awaitEndOfKey(key));
  }

  private CompletedPart uploadPart(String key, String uploadId, int number, byte[] content) {
    var answer =
        user.s3()
            .uploadPart(
                part -> part.bucket(user.input()).key(key).uploadId(uploadId).partNumber(number),
                RequestBody.fromBytes(content));
    return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
  }

  @Test
  void a_copy_into_the_input_bucket_is_an_upload_too() {
    user.uploadQuietly(MadeVideos.small(), "attic/old.mp4");
    user.s3()
        .copyObject(
            copy ->
                copy.sourceBucket(user.output())
                    .sourceKey("attic/old.mp4")
                    .destinationBucket(user.input())
                    .destinationKey("copied.mp4"));

    assertSucceeded(user.awaitEndOfKey("copied.mp4"));
    assertThat(user.outputKeys("copied/")).contains("copied/manifest.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ümläute/映画 1.mp4",
        "a b+c&d=e?f#g.mp4",
        "100%/it's (final) [v2], really!.mp4",
        "folder.mp4/.hidden.mp4",
        "🎬.mp4"
      })
  void keys_are_taken_as_they_are(String key) {
    user.upload(MadeVideos.small(), key);

    var job = user.awaitEndOfKey(key);

    assertSucceeded(job);
    var stem = key.substring(0, key.length() - ".mp4".length());
    assertThat(user.outputKeys("")).contains(stem + "/manifest.json", stem + "/master.m3u8");
    assertThat(new String(user.content(stem + "/manifest.json"), StandardCharsets.UTF_8))
        .contains("\"sizeBytes\"");
  }

  @Test
  void the_same_key_uploaded_again_is_new_work() throws IOException {
    user.upload(MadeVideos.small(), "again.mp4");
    var first = user.awaitEndOfKey("again.mp4");
    user.upload(MadeVideos.silent(), "again.mp4");

    var both =
        UserClients.patiently()
            .until(
                () -> user.jobsOfKey("again.mp4"),
                jobs -> jobs.size() == 2 && jobs.stream().allMatch(UserClients::settled));

    assertThat(both).allSatisfy(UploadJourneyTest::assertSucceeded);
    var second =
        both.stream()
            .filter(job -> !job.getMetadata().getUid().equals(first.getMetadata().getUid()))
            .findFirst()
            .orElseThrow();
    var manifest = new String(user.content("again/manifest.json"), StandardCharsets.UTF_8);
    assertThat(manifest).contains(second.getMetadata().getUid());
    assertThat(Arrays.asList(manifest.split("\n", -1)))
        .as("the second upload has no sound")
        .noneMatch(line -> line.contains("audio/index.m3u8"));
  }
}
