package dev.videojob.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.InputLimits;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Packaging;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Preset;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Rung;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Video;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.VideoCodec;
import dev.videojob.contract.WorkerEnvironment;
import dev.videojob.contract.WorkerReport;
import dev.videojob.contract.WorkerTask;
import dev.videojob.worker.testing.Media;
import dev.videojob.worker.testing.TestS3;
import dev.videojob.worker.testing.TestWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as the process that a pod is. */
class ProcessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Takes longer than any test waits. */
  private static final TranscodeProfileSpec SLOW =
      new TranscodeProfileSpec(
          new Video(VideoCodec.H264, Preset.SLOW, 4, List.of(new Rung("480p", 480, 18, 100_000))),
          Profiles.STEREO,
          List.of(Packaging.HLS),
          null,
          null,
          InputLimits.DEFAULT);

  @TempDir static Path temp;
  private static TestS3 s3;

  @BeforeAll
  static void start() throws IOException {
    Media media = new Media(Files.createDirectory(temp.resolve("media")));
    s3 = TestS3.start(Files.createDirectory(temp.resolve("s3")));
    s3.upload(
        "long.mp4",
        media.make(
            "long.mp4",
            "-f lavfi -i testsrc2=size=854x480:rate=30:duration=120 -c:v libx264 -preset"
                + " ultrafast -crf 35"));
    s3.upload("short.mp4", media.base("short.mp4", "160x120", "25"));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void aSuccessEndsWithZeroAndAReport() throws Exception {
    WorkerTask task =
        TestWorker.task("done", 1, "short.mp4", Profiles.ladder(List.of(120), Packaging.HLS));
    Process worker = launch(task);
    assertThat(worker.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).as(log(task)).isZero();
    WorkerReport report = report(task);
    assertThat(report.reason()).isEqualTo("Succeeded");
    assertThat(report.manifestUri()).isEqualTo("s3://renditions/done/manifest.json");
    assertThat(report.outputCount()).isEqualTo(report.outputs().size()).isEqualTo(4);
  }

  @Test
  void aFailureEndsWithItsCodeAndAReport() throws Exception {
    WorkerTask task = TestWorker.task("missing", 2, "missing.mp4", Profiles.ladder(List.of(120)));
    Process worker = launch(task);
    assertThat(worker.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).as(log(task)).isEqualTo(13);
    assertThat(report(task).reason()).isEqualTo("SourceGone");
    assertThat(report(task).attempt()).isEqualTo(2);
  }

  @Test
  void sigtermEndsEverythingAndLeavesNothing() throws Exception {
    WorkerTask task = TestWorker.task("terminated", 1, "long.mp4", SLOW);
    Process worker = launch(task);
    List<ProcessHandle> children = awaitFfmpeg(worker);

    worker.destroy();

    assertThat(worker.waitFor(5, TimeUnit.SECONDS)).as(log(task)).isTrue();
    assertThat(worker.exitValue()).isEqualTo(143);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(report(task).reason()).isEqualTo("Terminated");
    assertThat(report(task).jobUid()).isEqualTo("terminated");
    assertThat(s3.keys("terminated/")).isEmpty();
    assertThat(scratch(task)).isEmptyDirectory();
  }

  @Test
  void ffmpegDoesNotOutliveAWorkerThatWasKilled() throws Exception {
    WorkerTask task = TestWorker.task("killed", 1, "long.mp4", SLOW);
    Process worker = launch(task);
    List<ProcessHandle> children = awaitFfmpeg(worker);

    worker.destroyForcibly();

    await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static List<ProcessHandle> awaitFfmpeg(Process worker) {
    return await()
        .atMost(SOON)
        .until(
            () ->
                worker
                    .descendants()
                    .filter(child -> child.info().command().orElse("").endsWith("/ffmpeg"))
                    .toList(),
            found -> !found.isEmpty());
  }

  private static Process launch(WorkerTask task) throws IOException {
    Files.createDirectories(scratch(task));
    Path file = temp.resolve(task.jobUid() + ".json");
    TestWorker.JSON.writeValue(file.toFile(), task);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerMain.class.getName());
    builder.environment().putAll(s3.environment());
    builder.environment().put(WorkerEnvironment.TASK_FILE, file.toString());
    builder.environment().put(WorkerEnvironment.SCRATCH_DIR, scratch(task).toString());
    builder.environment().put(WorkerEnvironment.TERMINATION_LOG, reportFile(task).toString());
    builder.redirectErrorStream(true).redirectOutput(logFile(task).toFile());
    return builder.start();
  }

  private static WorkerReport report(WorkerTask task) throws IOException {
    return TestWorker.JSON.readValue(reportFile(task).toFile(), WorkerReport.class);
  }

  private static Path scratch(WorkerTask task) {
    return temp.resolve("scratch-" + task.jobUid());
  }

  private static Path reportFile(WorkerTask task) {
    return temp.resolve("report-" + task.jobUid());
  }

  private static Path logFile(WorkerTask task) {
    return temp.resolve("log-" + task.jobUid());
  }

  private static String log(WorkerTask task) throws IOException {
    return Files.readString(logFile(task));
  }
}
