package dev.videojob.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.InputLimits;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Packaging;
import dev.videojob.api.v1alpha1.TranscodeProfileSpecBuilder;
import dev.videojob.contract.ExitCode;
import dev.videojob.worker.testing.Media;
import dev.videojob.worker.testing.TestS3;
import dev.videojob.worker.testing.TestWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that cannot be transcoded end with the right exit code and a sentence, and leave nothing.
 */
class BadInputTest {
  @TempDir static Path temp;
  private static Media media = new Media(Path.of("."));
  private static TestS3 s3;
  private static TestWorker worker;

  @BeforeAll
  static void start() throws IOException {
    media = new Media(Files.createDirectory(temp.resolve("media")));
    s3 = TestS3.start(Files.createDirectory(temp.resolve("s3")));
    worker = new TestWorker(s3, temp.resolve("scratch"));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void anEmptyFile() {
    assertRefused(media.write("empty.mp4", new byte[0]), ExitCode.INVALID_INPUT, "is empty");
  }

  @Test
  void textNamedAsVideo() {
    byte[] text = "This is not a video.\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    assertRefused(
        media.write("text.mp4", text), ExitCode.INVALID_INPUT, "not a video that can be read");
  }

  @Test
  void aFileWhoseIndexStandsInFrontCutOff() {
    assertRefused(
        media.truncated(media.base("whole.mp4", "320x240", "30"), 60),
        ExitCode.INVALID_INPUT,
        "ends before its time",
        "of 90 frames");
  }

  @Test
  void aFileWhoseIndexStandsBehindCutOff() {
    Path behind = media.make("behind.mp4", "-i " + media.base() + " -c copy");
    assertRefused(
        media.truncated(behind, 60), ExitCode.INVALID_INPUT, "its index is missing", "cut off");
  }

  @Test
  void aFileWithoutSoundCutOff() {
    Path silent =
        media.make("silent.mp4", "-i " + media.base() + " -an -c copy -movflags +faststart");
    assertRefused(
        media.truncated(silent, 60), ExitCode.INVALID_INPUT, "ends before its time", "of 90");
  }

  @Test
  void aMatroskaFileCutOff() {
    Path matroska = media.make("whole.mkv", "-i " + media.base() + " -c copy");
    assertRefused(media.truncated(matroska, 60), ExitCode.INVALID_INPUT, "ends before its time");
  }

  @Test
  void aDamagedFile() {
    assertRefused(
        media.corrupted(media.base("sound.mp4", "320x240", "25")),
        ExitCode.INVALID_INPUT,
        "is damaged");
  }

  @Test
  void soundUnderAVideoProfile() {
    Path sound = media.make("sound.m4a", "-f lavfi -i sine=duration=1 -c:a aac");
    assertRefused(sound, ExitCode.UNSUPPORTED_INPUT, "has no picture", "sound only");
  }

  @Test
  void aCoverPictureIsNoVideo() {
    Path cover = media.make("cover.png", "-f lavfi -i testsrc2=size=64x64 -frames:v 1");
    Path sound =
        media.make(
            "cover.m4a",
            "-f lavfi -i sine=duration=1 -i "
                + cover
                + " -map 0 -map 1 -c:a aac -c:v copy -disposition:v attached_pic");
    assertRefused(sound, ExitCode.UNSUPPORTED_INPUT, "has no picture", "sound only");
  }

  @Test
  void aPictureNamedAsVideo() throws IOException {
    Path png = media.make("picture.png", "-f lavfi -i testsrc2=size=64x64 -frames:v 1");
    assertRefused(
        media.write("picture.mp4", Files.readAllBytes(png)),
        ExitCode.INVALID_INPUT,
        "not a video that can be read");
  }

  @Test
  void aScriptThatReadsItsNeighbours() {
    byte[] script =
        ("ffconcat version 1.0\nfile " + media.base() + "\n").getBytes(StandardCharsets.UTF_8);
    assertRefused(
        media.write("script.mp4", script), ExitCode.INVALID_INPUT, "not a video that can be read");
  }

  @Test
  void aPlaylistThatReadsItsNeighbours() {
    byte[] playlist =
        ("#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile://"
                + media.base()
                + "\n"
                + "#EXT-X-ENDLIST\n")
            .getBytes(StandardCharsets.UTF_8);
    assertRefused(
        media.write("playlist.mp4", playlist),
        ExitCode.INVALID_INPUT,
        "not a video that can be read");
  }

  @Test
  void moreOfAnythingThanTheProfileAccepts() {
    Path file = media.base();
    assertLimited(file, limits(1, 35389440, 240, 64, 1L << 30), "3 seconds");
    assertLimited(file, limits(60, 4096, 240, 64, 1L << 30), "pixels", "4096");
    assertLimited(file, limits(60, 35389440, 24, 64, 1L << 30), "30 frames per second");
    assertLimited(file, limits(60, 35389440, 240, 1, 1L << 30), "2 streams");
    assertLimited(file, limits(60, 35389440, 240, 64, 1000), "bytes", "at most 1000");
  }

  private static InputLimits limits(int seconds, int pixels, int rate, int streams, long bytes) {
    return new InputLimits(seconds, pixels, rate, streams, bytes);
  }

  private static void assertLimited(Path file, InputLimits limits, String... words) {
    TranscodeProfileSpec profile =
        TranscodeProfileSpecBuilder.builder(Profiles.ladder(List.of(240), Packaging.HLS))
            .limits(limits)
            .build();
    assertRefused(file, profile, ExitCode.LIMIT_EXCEEDED, words);
  }

  private static void assertRefused(Path file, ExitCode exitCode, String... words) {
    assertRefused(file, Profiles.ladder(List.of(240), Packaging.HLS), exitCode, words);
  }

  private static void assertRefused(
      Path file, TranscodeProfileSpec profile, ExitCode exitCode, String... words) {
    String uid = file.getFileName().toString();
    WorkerFailure failure =
        catchThrowableOfType(WorkerFailure.class, () -> worker.transcode(uid, file, profile));
    assertThat(failure).isNotNull();
    assertThat(failure.sentence()).contains(words).endsWith(".");
    assertThat(failure.exitCode()).as(failure.sentence()).isEqualTo(exitCode);
    assertThat(s3.keys(uid + "/")).isEmpty();
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }
}
