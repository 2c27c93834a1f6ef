package dev.videojob.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Packaging;
import dev.videojob.api.v1alpha1.VideoJobStatus.Output;
import dev.videojob.contract.WorkerReport;
import dev.videojob.worker.packaging.MediaPlaylist;
import dev.videojob.worker.publish.Manifest;
import dev.videojob.worker.testing.Media;
import dev.videojob.worker.testing.TestS3;
import dev.videojob.worker.testing.TestWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real media through the whole worker; what was published is judged by ffprobe alone. */
class TranscodeTest {
  @TempDir static Path temp;
  private static Media media = new Media(Path.of("."));
  private static TestS3 s3;
  private static TestWorker worker;

  @BeforeAll
  static void start() throws IOException {
    media = new Media(java.nio.file.Files.createDirectory(temp.resolve("media")));
    s3 = TestS3.start(java.nio.file.Files.createDirectory(temp.resolve("s3")));
    worker = new TestWorker(s3, temp.resolve("scratch"));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void aLadderIsAlignedAndWholeAndPublishedWithItsManifest() throws IOException {
    Path source = media.base("ladder.mp4", "640x480", "30000/1001");
    TranscodeProfileSpec profile = Profiles.ladder(List.of(480, 360, 240), Packaging.HLS);

    WorkerReport report = worker.transcode("ladder", source, profile);

    assertThat(report.outputs())
        .extracting(Output::name)
        .containsExactly("master", "480p", "360p", "240p", "audio", "poster");
    Path got = published("ladder");
    List<Double> segments = MediaPlaylist.read(got.resolve("480p/index.m3u8")).durations();
    for (String rung : List.of("480p", "360p", "240p")) {
      assertWhole(source, got.resolve(rung + "/index.m3u8"));
      assertThat(MediaPlaylist.read(got.resolve(rung + "/index.m3u8")).durations())
          .isEqualTo(segments);
    }
    assertThat(segments).hasSize(3);
    assertThat(Media.probe(got.resolve("master.m3u8"), "stream=codec_name").stream().distinct())
        .containsExactlyInAnyOrder("h264", "aac");
    assertThat(s3.text("ladder/master.m3u8")).contains("RESOLUTION=640x480", "AUDIO=\"audio\"");
    Manifest manifest = manifest("ladder");
    assertThat(manifest.objects()).hasSize(s3.keys("ladder/").size() - 1);
    assertThat(s3.keys("ladder/")).noneMatch(key -> key.contains(".videojob"));
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  private static Path published(String uid) {
    Path folder = temp.resolve("got-" + uid);
    s3.download(uid + "/", folder);
    return folder;
  }

  private static Manifest manifest(String uid) throws JsonProcessingException {
    return TestWorker.JSON.readValue(s3.text(uid + "/manifest.json"), Manifest.class);
  }

  /** Every frame of the source can be decoded, and lasts as long as there. */
  private static void assertWhole(Path source, Path rendition) {
    List<Double> expected = frameTimes(source);
    List<Double> actual = frameTimes(rendition);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i) - actual.getFirst())
          .isCloseTo(expected.get(i) - expected.getFirst(), within(0.002));
    }
  }

  private static List<Double> frameTimes(Path file) {
    return Media.probe(file, "frame=pts_time", "-select_streams", "v:0").stream()
        .map(line -> Double.parseDouble(line.replace(",", "")))
        .toList();
  }
}
