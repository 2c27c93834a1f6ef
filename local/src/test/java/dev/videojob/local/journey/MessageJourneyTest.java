package dev.videojob.local.journey;

import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A user's services send messages to the source queue. */
class MessageJourneyTest {
  private static final double FRAME = 1 / 25.0;

  /** AAC begins with a frame before its time and fills the last. */
  private static final double TWO_SOUND_FRAMES = 2 * 1024 / 44_100.0;

  @RegisterExtension static final TestPlatform PLATFORM = TestPlatform.running();

  @TempDir private Path folder;

  private final UserClients user = PLATFORM.user();

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private VideoJob succeeded(String body) {
    return succeeded(user.awaitEndOfMessage(user.send(body)));
  }

  private VideoJob succeeded(VideoJob job) {
    assertThat(status(job).state()).as(status(job).message()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status(job).attempts()).hasSize(1);
    assertThat(user.processed(job)).hasSize(1);
    user.awaitEmptySourceQueue();
    return job;
  }

  /** What was published for {@code job}. */
  private Path published(VideoJob job) {
    var manifest = status(job).manifestUri();
    assertThat(manifest).startsWith("s3://" + user.output() + "/").endsWith("/manifest.json");
    var key = String.valueOf(manifest).substring(("s3://" + user.output() + "/").length());
    return user.download(key.substring(0, key.length() - "manifest.json".length()), folder);
  }

  @Test
  void plain_json_with_an_address_and_a_quality_becomes_one_file_to_download() throws Exception {
    var body = object().put("video_id", "v-17").put("quality", "720p").put("priority", "high");
    body.put("url", user.uploadQuietly(MadeVideos.small(), "sources/plain.mp4"));
    body.putObject("metadata").put("title", "Größe").put("season", 3);
    body.putObject("payload").put("callback", "none").putArray("tags").add("a");

    var job = succeeded(body.toString());

    assertThat(status(job).profile()).isEqualTo("mp4-720p");
    assertThat(job.getSpec().priority()).isEqualTo(90);
    var file = published(job).resolve("240p.mp4");
    var rendition = Ffprobe.of(file);
    var source = Ffprobe.of(MadeVideos.small());
    assertThat(rendition.frames()).isEqualTo(source.frames());
    assertThat(rendition.seconds()).isCloseTo(source.seconds(), within(FRAME));
    assertThat(rendition.audio().path("codec_name").asText()).isEqualTo("aac");
    var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertThat(bytes.indexOf("moov")).as("index in front").isBetween(0, bytes.indexOf("mdat"));
    var document = user.document(job);
    assertThat(document.get("metadata", Document.class))
        .isEqualTo(new Document(Map.of("title", "Größe", "season", "3")));
    assertThat(document.get("payload", Document.class).getList("tags", String.class))
        .containsExactly("a");
  }

  @Test
  void sound_alone_is_asked_for_by_its_quality() {
    var body = object().put("jobId", 4711).put("quality", "audio");
    body.put("video_url", user.uploadQuietly(MadeVideos.soundOnly(), "sources/song.m4a"));

    var files = published(succeeded(body.toString()));

    var source = Ffprobe.of(MadeVideos.soundOnly());
    for (var name : List.of("audio.m4a", "audio/index.m3u8")) {
      var sound = Ffprobe.of(files.resolve(name));
      assertThat(sound.seconds()).as(name).isCloseTo(source.seconds(), within(TWO_SOUND_FRAMES));
      assertThat(sound.stream("video")).as(name).isEmpty();
    }
  }

  @Test
  void stills_are_asked_for_by_their_profile() {
    var body = object().put("id", "stills").put("profile", "thumbnails");
    body.put("url", user.uploadQuietly(MadeVideos.ladder(), "sources/stills.mp4"));

    var files = published(succeeded(body.toString()));

    assertThat(Ffprobe.read(files.resolve("poster.jpg")).size()).isEqualTo("1280x720");
    assertThat(Ffprobe.read(files.resolve("thumbnails/00001.jpg")).size()).isEqualTo("284x160");
    assertThat(files.resolve("thumbnails/00002.jpg")).exists();
    assertThat(files.resolve("thumbnails/00003.jpg")).doesNotExist();
    assertThat(files.resolve("master.m3u8")).doesNotExist();
  }

  @Test
  void a_bare_key_is_looked_for_in_the_bucket_that_the_message_names() {
    user.uploadQuietly(MadeVideos.small(), "sources/bare key+1.mp4");
    var body = object().put("bucket", user.output()).put("s3_key", "sources/bare key+1.mp4");

    var job = succeeded(body.put("profile", "thumbnails").toString());

    assertThat(job.getSpec().sourceUri().orElseThrow())
        .isEqualTo("s3://" + user.output() + "/sources/bare key+1.mp4");
  }

  /** An S3 event about objects that are there. */
  private String event(String... keys) {
    var root = object();
    var records = root.putArray("Records");
    for (var key : keys) {
      var head = user.s3().headObject(get -> get.bucket(user.output()).key(key));
      var record = records.addObject().put("eventVersion", "2.3").put("eventSource", "aws:s3");
      record.put("eventName", "ObjectCreated:Put").put("awsRegion", "us-east-1");
      var s3 = record.putObject("s3").put("s3SchemaVersion", "1.0");
      s3.putObject("bucket").put("name", user.output());
      s3.putObject("object")
          .put("key", key.replace(' ', '+'))
          .put("size", head.contentLength())
          .put("eTag", head.eTag().replace("\"", ""))
          .put("sequencer", "0055AED6DCD9028" + records.size());
    }
    return root.toString();
  }

  @Test
  void an_s3_event_inside_an_sns_envelope_is_understood() {
    user.uploadQuietly(MadeVideos.small(), "sources/by sns.mp4");
    var envelope =
        object()
            .put("Type", "Notification")
            .put("MessageId", "95df01b4-ee98-5cb9-9903-4c221d41eb5e")
            .put("TopicArn", "arn:aws:sns:us-east-1:000000000000:uploads")
            .put("Subject", "Amazon S3 Notification")
            .put("Message", event("sources/by sns.mp4"));

    var job = succeeded(envelope.toString());

    assertThat(status(job).manifestUri())
        .isEqualTo("s3://" + user.output() + "/sources/by sns/manifest.json");
  }

  @Test
  void an_eventbridge_event_is_understood() {
    user.uploadQuietly(MadeVideos.small(), "sources/by bridge+.mp4");
    var event =
        object()
            .put("version", "0")
            .put("id", "17793124-05d4-b198-2fde-7ededc63b103")
            .put("detail-type", "Object Created")
            .put("source", "aws.s3");
    var detail = event.putObject("detail").put("version", "0").put("reason", "PutObject");
    detail.putObject("bucket").put("name", user.output());
    detail.putObject("object").put("key", "sources/by bridge+.mp4").put("sequencer", "00617F08");

    succeeded(event.toString());
  }

  @Test
  void two_records_are_two_jobs_and_the_message_stays_until_both_have_ended() {
    user.uploadQuietly(MadeVideos.text(), "sources/quick.mp4");
    user.uploadQuietly(MadeVideos.ladder(), "sources/slow.mp4");

    var messageId = user.send(event("sources/quick.mp4", "sources/slow.mp4"));

    UserClients.patiently()
        .until(
            () -> user.jobsOfMessage(messageId),
            jobs -> jobs.stream().filter(MessageJourneyTest::deadLettered).count() == 1);
    var queued = user.inSourceQueue();
    assertThat(user.jobsOfMessage(messageId))
        .filteredOn(job -> !job.ended())
        .as("the slow one still works")
        .hasSize(1);
    assertThat(queued).isEqualTo(1);
    var both =
        UserClients.patiently()
            .until(
                () -> user.jobsOfMessage(messageId),
                jobs -> jobs.size() == 2 && jobs.stream().allMatch(UserClients::settled));
    assertThat(both)
        .extracting(job -> status(job).state())
        .containsExactlyInAnyOrder(JobState.SUCCEEDED, JobState.DEAD_LETTERED);
    user.awaitEmptySourceQueue();
    assertThat(both).allSatisfy(job -> assertThat(user.processed(job)).hasSize(1));
    for (var job : both) {
      assertThat(user.deadLetters(job)).hasSize(deadLettered(job) ? 1 : 0);
    }
  }

  private static boolean deadLettered(VideoJob job) {
    return job.getStatus() != null && job.getStatus().state() == JobState.DEAD_LETTERED;
  }

  @Test
  void the_same_event_delivered_twice_is_one_piece_of_work() {
    user.uploadQuietly(MadeVideos.small(), "sources/twice.mp4");
    var event = event("sources/twice.mp4");
    user.send(event);
    user.send(event);
    var uri = "s3://" + user.output() + "/sources/twice.mp4";
    var job = user.awaitEnd(uri);
    user.awaitEmptySourceQueue();
    user.send(event);
    user.awaitEmptySourceQueue();

    assertThat(user.jobsOfSource(uri)).hasSize(1);
    assertThat(user.kubernetesJobs(job)).hasSize(1);
    assertThat(user.pods(job)).hasSize(1);
    succeeded(job);
    assertThat(user.deadLetters(job)).isEmpty();
  }

  @Test
  void the_test_event_of_s3_is_acknowledged() {
    var before = user.jobs(job -> true).size();
    var test = object().put("Service", "Amazon S3").put("Event", "s3:TestEvent");

    user.send(test.put("Bucket", user.input()).toString());

    user.awaitEmptySourceQueue();
    assertThat(user.jobs(job -> true)).hasSize(before);
    assertThat(user.deadLetters(letter -> letter.body().contains("TestEvent"))).isEmpty();
  }

  @Test
  void a_message_that_comes_again_while_it_is_worked_on_is_not_worked_on_twice() {
    var body = object().put("url", user.uploadQuietly(MadeVideos.ladder(), "sources/redone.mp4"));
    var messageId = user.send(body.toString());
    var running =
        UserClients.patiently()
            .until(
                () -> user.jobsOfMessage(messageId),
                jobs ->
                    jobs.size() == 1
                        && jobs.getFirst().getStatus() != null
                        && status(jobs.getFirst()).state() == JobState.RUNNING)
            .getFirst();
    var first = lease(running);

    user.sqs()
        .changeMessageVisibility(
            change ->
                change
                    .queueUrl(user.queueUrl())
                    .receiptHandle(first.getString("receiptHandle"))
                    .visibilityTimeout(0));

    var name = running.getMetadata().getName();
    var again = user.awaitJob(name, job -> lease(job).getInteger("receiveCount") == 2);
    assertThat(lease(again).getString("receiptHandle"))
        .isNotEqualTo(first.getString("receiptHandle"));
    var job = succeeded(user.awaitEndOfMessage(messageId));
    assertThat(user.kubernetesJobs(job)).hasSize(1);
    assertThat(user.pods(job)).hasSize(1);
  }

  private static Document lease(VideoJob job) {
    return Document.parse(job.getMetadata().getAnnotations().get("videojob.dev/lease"));
  }
}
