package dev.videojob.worker.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpecBuilder;
import dev.videojob.api.v1alpha1.TranscodeProfileSpecVideoBuilder;
import dev.videojob.contract.BuiltInProfiles;
import dev.videojob.worker.plan.EncodingPlan.Rung;
import dev.videojob.worker.probe.MediaInfo;
import dev.videojob.worker.probe.MediaInfo.AudioTrack;
import dev.videojob.worker.probe.MediaInfo.DynamicRange;
import dev.videojob.worker.probe.MediaInfo.VideoTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingPlannerTest {
  private static final TranscodeProfileSpec LADDER =
      BuiltInProfiles.find("hls-ladder").orElseThrow();

  @ParameterizedTest
  @CsvSource({
    "1920, 1080, 1, 0, 1080p:1920x1080 720p:1280x720 480p:854x480",
    "1920, 1080, 1, 90, 1080p:1080x1920 720p:720x1280 480p:480x854",
    "1080, 1920, 1, 0, 1080p:1080x1920 720p:720x1280 480p:480x854",
    "1280, 720, 1, 0, 720p:1280x720 480p:854x480",
    "3840, 2160, 1, 0, 1080p:1920x1080 720p:1280x720 480p:854x480",
    "640, 360, 1, 180, 360p:640x360",
    "641, 359, 1, 270, 358p:358x640",
    "1440, 1080, 1.3333333, 0, 720p:1280x720 480p:854x480",
    "720, 576, 0.9375, 0, 480p:562x480"
  })
  void rungsFitTheShownPicture(
      int width, int height, double pixelAspect, int rotation, String expected) {
    VideoTrack track = track(width, height, pixelAspect, rotation, DynamicRange.SDR);
    assertThat(rungs(EncodingPlanner.plan(LADDER, media(track, sound(2)), 2))).isEqualTo(expected);
  }

  @Test
  void aSourceWithoutSoundHasNone() {
    EncodingPlan plan = EncodingPlanner.plan(LADDER, media(hd(), null), 2);
    assertThat(plan.audio()).isNull();
    assertThat(PlannedOutput.of(plan))
        .extracting(PlannedOutput::name)
        .containsExactly("1080p", "720p", "480p", "poster");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "6, 2"})
  void channelsAreMixedDownAndNeverUp(int has, int gets) {
    EncodingPlan plan = EncodingPlanner.plan(LADDER, media(hd(), sound(has)), 2);
    assertThat(plan.audio()).isNotNull();
    assertThat(plan.audio().channels()).isEqualTo(gets);
  }

  @Test
  void aNameThatIsTakenIsRefusedWithTheRemedy() {
    TranscodeProfileSpec.Video video =
        TranscodeProfileSpecVideoBuilder.builder()
            .rungs(List.of(new TranscodeProfileSpec.Rung("audio", 720, 23, 3000)))
            .build();
    TranscodeProfileSpec profile = TranscodeProfileSpecBuilder.builder(LADDER).video(video).build();
    assertThatThrownBy(() -> EncodingPlanner.plan(profile, media(hd(), null), 2))
        .hasMessageContaining("audio")
        .hasMessageContaining("give every rung a name of its own");
  }

  @Test
  void sizesAreScaledOneFromTheOtherAfterOneDecode() {
    String graph = graph(EncodingPlanner.plan(LADDER, media(hd(), sound(2)), 2));
    assertThat(graph)
        .isEqualTo(
            "[0:0]format=yuv420p,split=3[v0][stills][down0];"
                + "[down0]scale=1280:720:out_range=tv,setsar=1,split=2[v1][down1];"
                + "[down1]scale=854:480:out_range=tv,setsar=1[v2];"
                + "[stills]null,select=eq(n\\,0)+gte(t\\,6.000000)*lt(prev_selected_t\\,6.000000),"
                + "scale=1280:720:out_range=tv,setsar=1[poster]");
  }

  @Test
  void highDynamicRangeIsMappedAfterTheFirstScaling() {
    VideoTrack hdr = track(3840, 2160, 1, 0, DynamicRange.PQ);
    assertThat(graph(EncodingPlanner.plan(LADDER, media(hdr, null), 2)))
        .startsWith("[0:0]scale=1920:1080:out_range=tv,setsar=1,zscale=tin=smpte2084")
        .contains("tonemap=hable", "format=yuv420p,split");
  }

  @Test
  void argumentsHoldThreadsWhitelistsAndOneInput() {
    EncodingPlan plan = EncodingPlanner.plan(LADDER, media(hd(), sound(2)), 3);
    List<String> arguments = EncodeArguments.of(plan, "source", "out", "times", 1000);
    assertThat(arguments).containsOnlyOnce("-i");
    assertThat(arguments)
        .containsSequence("-filter_complex_threads", "3", "-filter_threads", "3", "-threads", "3")
        .containsSequence("-protocol_whitelist", "file", "-format_whitelist")
        .containsSequence("-max_pixels", "1000")
        .containsSequence("-force_key_frames", "expr:gte(t,n_forced*4)")
        .containsSequence("-fps_mode", "passthrough")
        .containsSequence("-maxrate:v:2", "1400k", "-bufsize:v:2", "2800k")
        .containsSequence("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000")
        .endsWith("-map", "0:0", "-c", "copy", "-f", "framecrc", "-flush_packets", "1", "pipe:1");
  }

  @Test
  void packagesShareTheEncodedStreams() {
    TranscodeProfileSpec both =
        TranscodeProfileSpecBuilder.builder(LADDER)
            .packaging(
                List.of(TranscodeProfileSpec.Packaging.HLS, TranscodeProfileSpec.Packaging.MP4))
            .build();
    EncodingPlan plan = EncodingPlanner.plan(both, media(hd(), sound(2)), 2);
    assertThat(TeeOutputs.of(plan, "out").split("\\|"))
        .hasSize(7)
        .anySatisfy(o -> assertThat(o).contains("select=\\'v:1,a:0\\'").endsWith("]out/720p.mp4"))
        .anySatisfy(o -> assertThat(o).contains("f=hls:select=\\'v:1\\'").contains("out/720p/"))
        .anySatisfy(o -> assertThat(o).contains("f=hls:select=\\'a:0\\'").contains("out/audio/"));
  }

  private static String graph(EncodingPlan plan) {
    assertThat(plan.video()).isNotNull();
    return FilterGraph.write(plan, plan.video());
  }

  private static String rungs(EncodingPlan plan) {
    return String.join(
        " ", plan.rungs().stream().map((Rung rung) -> rung.name() + ":" + rung.size()).toList());
  }

  private static MediaInfo media(VideoTrack video, @Nullable AudioTrack audio) {
    return new MediaInfo("mov,mp4", 1000, 60, 2, video, audio, false);
  }

  private static VideoTrack hd() {
    return track(1920, 1080, 1, 0, DynamicRange.SDR);
  }

  private static VideoTrack track(
      int width, int height, double pixelAspect, int rotation, DynamicRange range) {
    return new VideoTrack(
        0,
        "h264",
        width,
        height,
        pixelAspect,
        rotation,
        30,
        60,
        0,
        1800,
        1800,
        false,
        false,
        range);
  }

  private static AudioTrack sound(int channels) {
    return new AudioTrack(1, "aac", channels, 48000, 60, 0, 0);
  }
}
