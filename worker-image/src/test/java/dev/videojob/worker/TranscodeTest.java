package dev.videojob.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real media through the whole worker; what was published is judged by ffprobe alone. */
class TranscodeTest {
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

  @Test
  void hlsAndMp4ComeFromOneEncode() {
    Path source = media.base();
    TranscodeProfileSpec profile = Profiles.ladder(List.of(240, 120), Packaging.HLS, Packaging.MP4);

    WorkerReport report = worker.transcode("both", source, profile);

    assertThat(report.outputs())
        .extracting(Output::name, Output::type)
        .contains(tuple("240p", "HlsRendition"), tuple("240p", "Mp4"), tuple("120p", "Mp4"));
    Path got = published("both");
    assertWhole(source, got.resolve("240p.mp4"));
    assertWhole(source, got.resolve("120p.mp4"));
    assertWhole(source, got.resolve("120p/index.m3u8"));
    assertThat(Media.probe(got.resolve("240p.mp4"), "stream=codec_name"))
        .containsExactly("h264", "aac");
    assertThat(
            Double.parseDouble(Media.probe(got.resolve("240p.mp4"), "format=duration").getFirst()))
        .isCloseTo(3, within(1 / 30.0));
    assertThat(Media.probe(got.resolve("240p.mp4"), "packet=size", "-select_streams", "v:0"))
        .isEqualTo(
            Media.probe(got.resolve("240p/index.m3u8"), "packet=size", "-select_streams", "v:0"));
  }

  @Test
  void pictureAndSoundStayTogether() {
    Path source = media.base();
    worker.transcode("together", source, Profiles.ladder(List.of(240), Packaging.HLS));
    Path got = published("together");
    assertThat(frameTimes(got.resolve("240p/index.m3u8")).getFirst()).isZero();
    double sound =
        Double.parseDouble(
            Media.probe(got.resolve("audio/index.m3u8"), "packet=pts_time")
                .getFirst()
                .replace(",", ""));
    assertThat(sound).as("the priming of AAC alone stands before 0").isBetween(-0.022, 0.0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          silent     | 160x120 | -f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -c:v libx264 -preset ultrafast
          portrait   | 120x214 | -f lavfi -i testsrc2=size=120x214:rate=25:duration=2 -c:v libx264 -preset ultrafast
          odd        | 160x90  | -f lavfi -i testsrc=size=161x91:rate=25:duration=2 -c:v libx264 -preset ultrafast -pix_fmt yuv444p
          anamorphic | 160x90  | -f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -vf setsar=4/3 -c:v libx264 -preset ultrafast
          vfr        | 160x120 | -f lavfi -i testsrc2=size=160x120:rate=30:duration=3 -vf select=not(mod(n\\,7))+lt(mod(n\\,11)\\,3) -fps_mode vfr -c:v libx264 -preset ultrafast
          tenbit     | 160x120 | -f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -pix_fmt yuv420p10le -c:v libx264 -preset ultrafast
          hdr        | 160x120 | -f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc -tag:v hvc1
          ntsc       | 160x120 | -f lavfi -i testsrc2=size=160x120:rate=30000/1001:duration=3 -c:v libx264 -preset ultrafast
          opengop    | 160x120 | -f lavfi -i testsrc2=size=160x120:rate=25:duration=3 -c:v libx264 -x264-params open-gop=1:keyint=20:bframes=3
          oneframe   | 160x120 | -f lavfi -i testsrc2=size=160x120:rate=25:duration=0.04 -c:v libx264
          """)
  void everyKindOfPictureKeepsItsFrames(String name, String size, String arguments) {
    Path source = media.make(name + ".mp4", arguments);
    WorkerReport report =
        worker.transcode(name, source, Profiles.ladder(List.of(720, 1080), Packaging.HLS));
    Path rendition = published(name).resolve(report.outputs().get(1).name() + "/index.m3u8");
    assertThat(Media.probe(rendition, "stream=width,height,pix_fmt", "-select_streams", "v:0"))
        .contains(size.replace('x', ',') + ",yuv420p");
    assertWhole(source, rendition);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mkv  | -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac
          webm | -c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus
          ts   | -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac
          avi  | -c:v mpeg4 -c:a libmp3lame
          mov  | -c:v mjpeg -c:a pcm_s16le
          flv  | -c:v flv -c:a libmp3lame -ar 44100
          mpg  | -c:v mpeg2video -c:a mp2
          """)
  void commonContainersAreRead(String extension, String codecs) {
    Path source =
        media.make(
            "container." + extension,
            "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -f lavfi -i"
                + " sine=frequency=440:duration=2:sample_rate=44100 "
                + codecs);
    worker.transcode(extension, source, Profiles.ladder(List.of(120), Packaging.HLS));
    assertWhole(source, published(extension).resolve("120p/index.m3u8"));
  }

  @Test
  void aFileTrimmedByAnEditListIsNotTakenForOneCutOff() {
    Path trimmed = media.make("trimmed.mp4", "-ss 0.7 -i " + media.base() + " -t 1.5 -c copy");
    worker.transcode("trimmed", trimmed, Profiles.ladder(List.of(240), Packaging.HLS));
    assertWhole(trimmed, published("trimmed").resolve("240p/index.m3u8"));
  }

  @Test
  void aTurnedPictureIsShownUpright() {
    Path upright = media.base();
    Path turned = media.make("turned.mp4", "-display_rotation 90 -i " + upright + " -c copy");
    worker.transcode("turned", turned, Profiles.ladder(List.of(240, 120), Packaging.HLS));
    Path got = published("turned");
    assertThat(
            Media.probe(
                got.resolve("240p/index.m3u8"), "stream=width,height", "-select_streams", "v:0"))
        .contains("240,320");
    assertWhole(turned, got.resolve("120p/index.m3u8"));
  }

  @Test
  void fieldsAreWovenIntoFrames() {
    Path source =
        media.make(
            "interlaced.mp4",
            "-f lavfi -i testsrc2=size=160x120:rate=50:duration=2 -vf"
                + " tinterlace=interleave_top,fieldorder=tff -flags +ilme+ildct -c:v libx264");
    WorkerReport report =
        worker.transcode("interlaced", source, Profiles.ladder(List.of(120), Packaging.HLS));
    assertThat(report.outputs()).anySatisfy(o -> assertThat(o.frames()).isEqualTo(50));
    assertThat(
            Media.probe(
                published("interlaced").resolve("120p/index.m3u8"),
                "frame=interlaced_frame",
                "-select_streams",
                "v:0"))
        .containsOnly("0");
  }

  @Test
  void surroundIsMixedDown() {
    Path source =
        media.make(
            "surround.mp4",
            "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -f lavfi -i"
                + " aevalsrc=exprs=.1|.1|.1|.1|.1|.1:c=5.1:d=2 -c:v libx264 -preset ultrafast"
                + " -c:a aac");
    worker.transcode("surround", source, Profiles.ladder(List.of(120), Packaging.HLS));
    assertThat(Media.probe(published("surround").resolve("audio/index.m3u8"), "stream=channels"))
        .contains("2");
  }

  @Test
  void soundAloneIsMadeFromAVideo() {
    WorkerReport report = worker.transcode("sound", media.base(), TestWorker.profile("audio-only"));
    assertThat(report.outputs())
        .extracting(Output::type)
        .containsExactly("HlsMaster", "HlsRendition", "Audio");
    assertThat(Media.probe(published("sound").resolve("audio.m4a"), "stream=codec_name"))
        .containsExactly("aac");
  }

  @Test
  void stillsAreTakenWithoutRenditions() {
    WorkerReport report =
        worker.transcode("stills", media.base(), TestWorker.profile("thumbnails"));
    assertThat(report.outputs()).extracting(Output::type).containsExactly("Poster", "Thumbnails");
    assertThat(s3.keys("stills/"))
        .containsExactly(
            "stills/manifest.json", "stills/poster.jpg", "stills/thumbnails/00001.jpg");
  }

  @Test
  void builtInProfilesWork() {
    assertThat(worker.transcode("web", media.base(), TestWorker.profile("hls-ladder")).outputs())
        .extracting(Output::name)
        .containsExactly("master", "240p", "audio", "poster");
    assertThat(worker.transcode("file", media.base(), TestWorker.profile("mp4-720p")).outputs())
        .extracting(Output::name)
        .containsExactly("240p", "poster");
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
        .map(Double::parseDouble)
        .toList();
  }
}
