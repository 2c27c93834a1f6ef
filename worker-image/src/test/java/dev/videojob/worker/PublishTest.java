package dev.videojob.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Packaging;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.ProgressReport;
import dev.videojob.contract.WorkerReport;
import dev.videojob.contract.WorkerTask;
import dev.videojob.contract.WorkerTaskBuilder;
import dev.videojob.worker.testing.Media;
import dev.videojob.worker.testing.TestS3;
import dev.videojob.worker.testing.TestWorker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What is published, when, and when not. */
class PublishTest {
  private static final TranscodeProfileSpec PROFILE =
      Profiles.ladder(List.of(120), Packaging.HLS, Packaging.MP4);

  @TempDir static Path temp;
  private static TestS3 s3;
  private static TestWorker worker;

  @BeforeAll
  static void start() throws IOException {
    Media media = new Media(Files.createDirectory(temp.resolve("media")));
    s3 = TestS3.start(Files.createDirectory(temp.resolve("s3")));
    worker = new TestWorker(s3, temp.resolve("scratch"));
    s3.upload("video.mp4", media.base("small.mp4", "160x120", "25"));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void objectsAreServedAsWhatTheyAre() {
    worker.run(task("served", 1));
    assertThat(contentType("served/master.m3u8")).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(contentType("served/120p/init.mp4")).isEqualTo("video/mp4");
    assertThat(contentType("served/120p/seg-00001.m4s")).isEqualTo("video/iso.segment");
    assertThat(contentType("served/poster.jpg")).isEqualTo("image/jpeg");
    assertThat(contentType("served/manifest.json")).isEqualTo("application/json");
    assertThat(head("served/120p.mp4").cacheControl()).contains("max-age");
  }

  @Test
  void anAttemptAfterOneThatPublishedMakesNothingAgain() {
    WorkerReport first = worker.run(task("again", 1));
    String manifest = s3.text("again/manifest.json");
    s3.put("again/.videojob/again/1/left-behind", "x");

    WorkerReport second = worker.run(task("again", 2));

    assertThat(second.outputs()).isEqualTo(first.outputs());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(s3.text("again/manifest.json")).isEqualTo(manifest);
    assertThat(s3.keys("again/.videojob")).isEmpty();
  }

  @Test
  void aManifestWhoseObjectsAreNotAllThereIsNotBelieved() {
    worker.run(task("partial", 1));
    s3.client().deleteObject(d -> d.bucket(TestS3.OUT).key("partial/poster.jpg"));

    worker.run(task("partial", 2));

    assertThat(s3.keys("partial/")).contains("partial/poster.jpg");
    assertThat(s3.text("partial/manifest.json")).contains("\"attempt\" : 2");
  }

  @Test
  void anEarlierAttemptDoesNotPublishOverALaterOne() {
    worker.run(task("late", 3));
    String manifest = s3.text("late/manifest.json");

    WorkerFailure failure = failure(task("late", 2));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.TERMINATED);
    assertThat(failure.reason()).isEqualTo("Superseded");
    assertThat(s3.text("late/manifest.json")).isEqualTo(manifest);
  }

  @Test
  void whatALaterAttemptIsAtStays() {
    s3.put("beside/.videojob/beside/2/segment", "of attempt 2");
    s3.put("beside/.videojob/beside/1/segment", "left behind");
    worker.run(task("beside", 1));
    assertThat(s3.keys("beside/.videojob")).containsExactly("beside/.videojob/beside/2/segment");
  }

  @Test
  void theAnswerGoneStopsAnAttemptBeforeItPublishes() throws IOException {
    List<ProgressReport> reports = new CopyOnWriteArrayList<>();
    WorkerFailure failure =
        withProgress(
            reports,
            report -> report.phase().equals("publish") ? 410 : 200,
            url -> failure(withProgressUrl(task("gone", 1), url)));
    assertThat(failure.reason()).isEqualTo("Superseded");
    assertThat(s3.keys("gone/")).isEmpty();
    assertThat(reports).extracting(ProgressReport::percent).isSorted();
    assertThat(reports.getLast().phase()).isEqualTo("publish");
  }

  @Test
  void progressThatNobodyTakesHurtsNothing() throws IOException {
    List<ProgressReport> reports = new CopyOnWriteArrayList<>();
    withProgress(reports, _ -> 500, url -> worker.run(withProgressUrl(task("deaf", 1), url)));
    assertThat(s3.keys("deaf/")).contains("deaf/manifest.json");
    assertThat(reports).isNotEmpty();
  }

  @Test
  void aSourceThatDoesNotExist() {
    WorkerTask task = TestWorker.task("nokey", 1, "no such key", PROFILE);
    assertThat(failure(task).exitCode()).isEqualTo(ExitCode.SOURCE_GONE);
    assertThat(failure(task).sentence()).contains("does not exist");
  }

  @Test
  void aBucketThatDoesNotExist() {
    WorkerTask task =
        WorkerTaskBuilder.builder(task("nobucket", 1)).source("s3://no-such-bucket/x").build();
    assertThat(failure(task).exitCode()).isEqualTo(ExitCode.SOURCE_GONE);
  }

  @Test
  void aSourceThatWasReplaced() {
    WorkerTask otherTag =
        WorkerTaskBuilder.builder(task("replaced", 1)).sourceEtag("\"0123\"").build();
    WorkerTask otherSize =
        WorkerTaskBuilder.builder(task("replaced", 1)).sourceSizeBytes(7L).build();
    assertThat(failure(otherTag).exitCode()).isEqualTo(ExitCode.SOURCE_GONE);
    assertThat(failure(otherTag).sentence()).contains("was replaced");
    assertThat(failure(otherSize).sentence()).contains("not 7");
  }

  @Test
  void keysWithSpacesAndUnicode() {
    s3.client()
        .copyObject(
            c ->
                c.sourceBucket(TestS3.IN)
                    .sourceKey("video.mp4")
                    .destinationBucket(TestS3.IN)
                    .destinationKey("Füße & Größe/a+b %20.mp4"));
    worker.run(TestWorker.task("Grüße 1", 1, "Füße & Größe/a+b %20.mp4", PROFILE));
    assertThat(s3.keys("Grüße 1/")).contains("Grüße 1/manifest.json", "Grüße 1/120p/init.mp4");
  }

  @Test
  void anAddressThatIsNotFetched() {
    WorkerTask task =
        WorkerTaskBuilder.builder(task("file", 1)).source("file:///etc/passwd").build();
    assertThat(failure(task).exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
  }

  private static WorkerTask task(String uid, int attempt) {
    return TestWorker.task(uid, attempt, "video.mp4", PROFILE);
  }

  private static WorkerTask withProgressUrl(WorkerTask task, String url) {
    return WorkerTaskBuilder.builder(task).progressUrl(url).build();
  }

  private static WorkerFailure failure(WorkerTask task) {
    WorkerFailure failure = catchThrowableOfType(WorkerFailure.class, () -> worker.run(task));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static <T> T withProgress(
      List<ProgressReport> reports, ToIntFunction<ProgressReport> answer, Function<String, T> run)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          ProgressReport report =
              TestWorker.JSON.readValue(exchange.getRequestBody(), ProgressReport.class);
          reports.add(report);
          exchange.sendResponseHeaders(answer.applyAsInt(report), -1);
          exchange.close();
        });
    server.start();
    try {
      return run.apply("http://127.0.0.1:" + server.getAddress().getPort() + "/progress");
    } finally {
      server.stop(0);
    }
  }

  private static String contentType(String key) {
    return head(key).contentType();
  }

  private static HeadObjectResponse head(String key) {
    return s3.client().headObject(h -> h.bucket(TestS3.OUT).key(key));
  }
}
