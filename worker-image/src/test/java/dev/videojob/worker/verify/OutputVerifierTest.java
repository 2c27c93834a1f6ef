package dev.videojob.worker.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpecBuilder;
import dev.videojob.contract.BuiltInProfiles;
import dev.videojob.contract.ExitCode;
import dev.videojob.worker.Cancellation;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.encode.Encoder;
import dev.videojob.worker.encode.Timeline;
import dev.videojob.worker.ffmpeg.FfmpegRunner;
import dev.videojob.worker.packaging.HlsPackage;
import dev.videojob.worker.plan.EncodingPlan;
import dev.videojob.worker.plan.EncodingPlanner;
import dev.videojob.worker.probe.MediaInfo;
import dev.videojob.worker.probe.MediaProbe;
import dev.videojob.worker.testing.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs as a full disk or a fault of memory would leave them are not taken for whole. */
class OutputVerifierTest {
  private static final Duration STALL = Duration.ofSeconds(30);

  @TempDir private Path temp = Path.of(".");
  private final FfmpegRunner runner = new FfmpegRunner(Media.programs(), new Cancellation());
  private Path outputs = temp;
  private OutputVerifier verifier =
      new OutputVerifier(
          runner,
          STALL,
          new EncodingPlan(null, List.of(), null, false, false, null, null, 1),
          new Timeline(0, 0, 0, 0),
          temp);

  @BeforeEach
  void encode() throws IOException {
    Path source = new Media(temp).base("source.mp4", "320x240", "30");
    TranscodeProfileSpec profile =
        TranscodeProfileSpecBuilder.builder(BuiltInProfiles.find("hls-ladder").orElseThrow())
            .packaging(
                List.of(TranscodeProfileSpec.Packaging.HLS, TranscodeProfileSpec.Packaging.MP4))
            .build();
    int maxPixels = profile.limits().maxPixels();
    MediaInfo media =
        new MediaProbe(runner, new ObjectMapper()).probe(source, Files.size(source), maxPixels);
    EncodingPlan plan = EncodingPlanner.plan(profile, media, 2);
    outputs = temp.resolve("out");
    Timeline timeline =
        new Encoder(runner, STALL).encode(plan, media, source, outputs, maxPixels, _ -> {});
    HlsPackage.write(plan, outputs, 30);
    verifier = new OutputVerifier(runner, STALL, plan, timeline, outputs);
  }

  @Test
  void wholeOutputsAre() {
    assertThat(verifier.verify(_ -> {}))
        .extracting(VerifiedOutput::name)
        .containsExactly("master", "240p", "240p", "audio", "poster");
  }

  @Test
  void anEmptySegment() throws IOException {
    Files.write(outputs.resolve("240p/seg-00001.m4s"), new byte[0]);
    assertBroken();
  }

  @Test
  void aMissingSegment() throws IOException {
    Files.delete(outputs.resolve("audio/seg-00001.m4s"));
    assertBroken();
  }

  @Test
  void aSegmentCutOff() throws IOException {
    Path segment = outputs.resolve("240p/seg-00001.m4s");
    byte[] content = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(content, content.length - 5000));
    assertBroken();
  }

  @Test
  void aSegmentWithOtherBytes() throws IOException {
    Path segment = outputs.resolve("240p/seg-00001.m4s");
    byte[] content = Files.readAllBytes(segment);
    Arrays.fill(content, content.length / 2, content.length / 2 + 2000, (byte) 0x5a);
    Files.write(segment, content);
    assertBroken();
  }

  @Test
  void aPlaylistThatWasNotFinished() throws IOException {
    Path playlist = outputs.resolve("240p/index.m3u8");
    Files.writeString(playlist, Files.readString(playlist).replace("#EXT-X-ENDLIST", ""));
    assertBroken();
  }

  @Test
  void anMp4CutOff() throws IOException {
    Path file = outputs.resolve("240p.mp4");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length * 4 / 5));
    assertBroken();
  }

  @Test
  void aPosterCutOff() throws IOException {
    Path poster = outputs.resolve("poster.jpg");
    byte[] content = Files.readAllBytes(poster);
    Files.write(poster, Arrays.copyOf(content, content.length / 2));
    assertBroken();
  }

  private void assertBroken() {
    WorkerFailure failure =
        catchThrowableOfType(WorkerFailure.class, () -> verifier.verify(_ -> {}));
    assertThat(failure).isNotNull();
    assertThat(failure.exitCode()).as(failure.sentence()).isEqualTo(ExitCode.VERIFICATION_FAILED);
  }
}
