package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.attribute;
import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoQueue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** Files and messages of which nothing can be made: each ends with a reason, none is lost. */
class BadInputJourneyTest {
  private static final int LARGEST = 1_048_576;

  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.running();

  private final UserClients user = PLATFORM.user();

  @AfterEach
  void nothing_loops() {
    user.awaitEmptySourceQueue();
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        file("nothing.mp4", MadeVideos::empty, "InvalidInput", "empty: it has zero bytes"),
        file("diary.mp4", MadeVideos::text, "InvalidInput", "not a video that can be read"),
        file("song.mp4", MadeVideos::soundOnly, "UnsupportedInput", "no picture: it holds sound"),
        file("cut.mp4", MadeVideos::cutOff, "InvalidInput", "ends before its time"));
  }

  private static Arguments file(String key, Supplier<Path> file, String reason, String words) {
    return Arguments.of(key, file, reason, words);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFiles")
  void a_file_of_which_no_video_can_be_made_is_dead_lettered_with_the_reason_in_words(
      String key, Supplier<Path> file, String reason, String words) {
    user.upload(file.get(), key);

    var job = user.awaitEndOfKey(key);

    assertDeadLettered(job, reason, words);
    assertThat(status(job).attempts()).hasSize(1);
    assertThat(user.kubernetesJobs(job)).hasSize(1);
    assertThat(status(job).attempts().getFirst().failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(user.outputKeys(key.replace(".mp4", "/"))).isEmpty();
  }

  /** Everybody is told that {@code job} failed, and why; the message is in good hands. */
  private void assertDeadLettered(VideoJob job, String reason, String words) {
    var status = status(job);
    assertThat(status.state()).as(status.message()).isEqualTo(JobState.DEAD_LETTERED);
    assertThat(status.reason()).isEqualTo(reason);
    assertThat(status.message()).contains(words);
    assertThat(status.outputs()).isEmpty();
    assertThat(status.manifestUri()).isNull();
    assertThat(status.conditions())
        .filteredOn(condition -> "Failed".equals(condition.getType()))
        .singleElement()
        .satisfies(condition -> assertThat(condition.getStatus()).isEqualTo("True"))
        .satisfies(condition -> assertThat(condition.getMessage()).contains(words));
    var origin = Objects.requireNonNull(job.getSpec().origin());
    assertThat(user.deadLetters(job))
        .singleElement()
        .satisfies(letter -> assertTold(letter, reason, words))
        .satisfies(
            letter -> {
              if (origin.body() != null) {
                assertThat(letter.body()).isEqualTo(origin.body());
              }
            })
        .satisfies(letter -> assertThat(details(letter).getString("uid")).isNotBlank())
        .satisfies(
            letter ->
                assertThat(details(letter).getString("videoJob"))
                    .isEqualTo("default/" + job.getMetadata().getName()));
    assertThat(user.document(job).getString("state")).isEqualTo("DeadLettered");
    assertThat(user.document(job).getString("message")).contains(words);
    assertThat(user.processed(job))
        .singleElement()
        .satisfies(told -> assertThat(told.getString("state")).isEqualTo("DeadLettered"))
        .satisfies(told -> assertThat(told.getString("reason")).isEqualTo(reason));
    UserClients.patiently()
        .untilAsserted(
            () ->
                assertThat(user.events(job))
                    .filteredOn(event -> "Warning".equals(event.getType()))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getReason()).isEqualTo(reason))
                    .satisfies(event -> assertThat(event.getMessage()).contains(words)));
  }

  private static void assertTold(Message letter, String reason, String words) {
    assertThat(attribute(letter, "VideoJobReason")).isEqualTo(reason);
    assertThat(attribute(letter, "VideoJobFailureClass")).isEqualTo("Permanent");
    assertThat(details(letter).getString("message")).contains(words);
    assertThat(details(letter).getString("reason")).isEqualTo(reason);
  }

  private static Document details(Message letter) {
    return Document.parse(attribute(letter, "VideoJobDeadLetter"));
  }

  @Test
  void a_video_without_sound_succeeds_without_sound() {
    user.upload(MadeVideos.silent(), "silent.mp4");

    var job = user.awaitEndOfKey("silent.mp4");

    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(user.outputKeys("silent/"))
        .contains("silent/master.m3u8", "silent/240p/index.m3u8")
        .noneMatch(key -> key.contains("audio"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello, is there a video?", "{\"url\": ", "[]", "\"s3://a/b\"", "42"})
  void a_message_that_is_not_a_json_object_goes_to_the_dead_letters_as_it_is(String body) {
    assertRefused(body, "JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"video_id\": \"lonely\"}",
        "{\"Message\": \"hi\", \"Type\": \"Notification\"}"
      })
  void a_message_without_an_address_goes_to_the_dead_letters_with_what_is_missing(String body) {
    assertRefused(body, "no address of the media: none of $.url");
  }

  @Test
  void an_address_that_is_none_is_refused() {
    assertRefused("{\"url\": \"ftp://example.org/video.mp4\"}", "ftp://example.org/video.mp4");
  }

  private void assertRefused(String body, String words) {
    var messageId = user.send(body, Map.of("tenant", "blue"));

    var letter =
        UserClients.patiently()
            .until(
                () ->
                    user.deadLetters(
                        dead -> attribute(dead, "VideoJobDeadLetter").contains(messageId)),
                letters -> !letters.isEmpty())
            .getFirst();
    user.awaitEmptySourceQueue();
    assertTold(letter, "NotUnderstood", words);
    assertThat(letter.body()).isEqualTo(body);
    assertThat(attribute(letter, "tenant")).isEqualTo("blue");
    assertThat(user.jobsOfMessage(messageId)).isEmpty();
    assertThat(user.deadLetters(dead -> attribute(dead, "VideoJobDeadLetter").contains(messageId)))
        .hasSize(1);
    UserClients.patiently()
        .untilAsserted(
            () ->
                assertThat(eventsOfQueue())
                    .anySatisfy(message -> assertThat(message).contains(messageId, words)));
  }

  private Stream<String> eventsOfQueue() {
    var queue =
        user.kubernetes()
            .resources(VideoQueue.class)
            .inNamespace("default")
            .withName("uploads")
            .get();
    return user.kubernetes().v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> queue.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
        .map(event -> event.getMessage());
  }

  private VideoJob sent(Document body) {
    return user.awaitEndOfMessage(user.send(body.toJson(), Map.of("tenant", "blue")));
  }

  @Test
  void a_key_that_does_not_exist_is_said_to_be_gone() {
    var job = sent(new Document("url", "s3://" + user.input() + "/no such video.mp4"));

    assertDeadLettered(job, "SourceGone", "no such video.mp4 does not exist");
    assertThat(status(job).attempts()).hasSize(1);
    assertThat(user.deadLetters(job))
        .allSatisfy(letter -> assertThat(attribute(letter, "tenant")).isEqualTo("blue"));
  }

  @Test
  void a_bucket_that_does_not_exist_is_said_to_be_gone() {
    var job = sent(new Document("url", "s3://no-such-bucket/video.mp4"));

    assertDeadLettered(job, "SourceGone", "s3://no-such-bucket/video.mp4 does not exist");
    assertThat(status(job).attempts()).hasSize(1);
  }

  @Test
  void an_unknown_profile_is_answered_with_the_profiles_that_there_are() {
    var job =
        sent(
            new Document("url", user.uploadQuietly(MadeVideos.small(), "fine.mp4"))
                .append("profile", "cinema"));

    assertDeadLettered(
        job,
        "UnknownProfile",
        "Profile cinema does not exist. There are: audio-only, hls-ladder, mp4-720p, thumbnails.");
    assertThat(status(job).attempts()).isEmpty();
    assertThat(user.kubernetesJobs(job)).isEmpty();
  }

  @Test
  void the_largest_message_that_sqs_takes_is_worked_on() {
    var uri = user.uploadQuietly(MadeVideos.small(), "with-large-message.mp4");

    var job = user.awaitEndOfMessage(user.send(padded(uri)));

    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(user.processed(job)).hasSize(1);
  }

  @Test
  void the_largest_message_comes_out_of_the_dead_letters_as_it_went_in() throws IOException {
    var body = padded("s3://" + user.input() + "/nowhere.mp4");

    var job = user.awaitEndOfMessage(user.send(body));

    assertDeadLettered(job, "SourceGone", "nowhere.mp4 does not exist");
    assertThat(original(user.deadLetters(job).getFirst())).isEqualTo(body);
  }

  @Test
  void the_largest_message_that_is_not_understood_comes_out_as_it_went_in() throws IOException {
    var body = "x".repeat(LARGEST);

    var messageId = user.send(body);

    var letters =
        UserClients.patiently()
            .until(
                () ->
                    user.deadLetters(
                        dead -> attribute(dead, "VideoJobDeadLetter").contains(messageId)),
                found -> !found.isEmpty());
    assertThat(letters).hasSize(1);
    assertThat(original(letters.getFirst()).equals(body)).isTrue();
  }

  private static String padded(String uri) {
    var start = "{\"url\": \"" + uri + "\", \"payload\": {\"pad\": \"";
    var end = "\"}}";
    return start + "ä".repeat((LARGEST - start.length() - end.length()) / 2) + end;
  }

  private static String original(Message letter) throws IOException {
    assertThat(attribute(letter, "VideoJobBodyEncoding")).isEqualTo("gzip+base64");
    var bytes = Base64.getDecoder().decode(letter.body());
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
