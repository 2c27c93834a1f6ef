package dev.videojob.e2e;

import static dev.videojob.local.journey.UserClients.patiently;
import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.local.journey.MadeVideos;
import dev.videojob.local.journey.UserClients;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pods are, hold and reach. All namespaces of these tests enforce the restricted standard. */
@Tag("cluster")
class PodSecurityTest {
  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  private final UserClients user = PLATFORM.user();

  private void createJob(String name, String source) {
    user.create(
        """
        apiVersion: videojob.dev/v1alpha1
        kind: VideoJob
        metadata: {name: %s}
        spec:
          source: {uri: "%s"}
          destination: {uri: "s3://videos-out/%s"}
          profile: mp4-720p
          maxAttempts: 1
        """
            .formatted(name, source, name));
  }

  @Test
  void the_namespaces_refuse_what_is_not_restricted() {
    var refusal =
        PLATFORM
            .kubectl("run", "lax", "--image=videojob.dev/pause:local", "--restart=Never")
            .refusal();

    assertThat(refusal).contains("violates PodSecurity \"restricted");
  }

  @Test
  void a_worker_has_no_api_token_and_its_ffmpeg_no_credentials() {
    createJob("secretive", user.uploadQuietly(MadeVideos.slow(), "security/slow.mp4"));
    var job = user.awaitJob("secretive", seen -> status(seen).state() == JobState.RUNNING);
    var pod = user.pods(job).getFirst();

    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getVolumes()).extracting(Volume::getProjected).containsOnlyNulls();
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are seen on Linux");
    var ffmpeg = patiently().until(PodSecurityTest::ffmpegOfAWorker, Optional::isPresent).get();
    assertThat(environmentOf(parentOf(ffmpeg)))
        .as("the worker itself holds what ffmpeg must not")
        .anyMatch(variable -> variable.startsWith("AWS_SECRET_ACCESS_KEY="));
    assertThat(environmentOf(ffmpeg))
        .isNotEmpty()
        .noneMatch(variable -> variable.startsWith("AWS_"))
        .noneMatch(variable -> variable.contains("local-secret"));
    user.delete(job);
  }

  /** The ffmpeg that runs under user 10001, as our workers do; found where pods run here. */
  private static Optional<ProcessHandle> ffmpegOfAWorker() {
    return ProcessHandle.allProcesses()
        .filter(process -> commandOf(process).endsWith("/ffmpeg"))
        .filter(process -> commandOf(process).startsWith("/opt/ffmpeg"))
        .filter(process -> !environmentOf(process).isEmpty())
        .findFirst();
  }

  private static String commandOf(ProcessHandle process) {
    try {
      var command = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return command.substring(0, Math.max(0, command.indexOf('\0')));
    } catch (IOException gone) {
      return "";
    }
  }

  private static ProcessHandle parentOf(ProcessHandle process) {
    return process.parent().orElseThrow();
  }

  private static List<String> environmentOf(ProcessHandle process) {
    try {
      var bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\0", -1))
          .filter(variable -> !variable.isEmpty())
          .toList();
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** Files that lead elsewhere in the ways that ffmpeg's demuxers know. */
  static Stream<List<String>> lures() {
    return Stream.of(
        List.of(
            "hls",
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:4
            #EXTINF:4,
            %s/a.ts
            #EXT-X-ENDLIST
            """),
        List.of(
            "concat",
            """
            ffconcat version 1.0
            file %s/a.mp4
            """),
        List.of(
            "sdp",
            """
            v=0
            o=- 0 0 IN IP4 %h
            s=x
            c=IN IP4 %h
            t=0 0
            m=video %p RTP/AVP 96
            a=rtpmap:96 H264/90000
            """),
        List.of(
            "dash",
            """
            <?xml version="1.0"?>
            <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S">
              <Period><AdaptationSet><Representation id="1" bandwidth="1">
                <BaseURL>%s/a.mp4</BaseURL>
              </Representation></AdaptationSet></Period>
            </MPD>
            """),
        List.of(
            "imf",
            """
            <AssetMap xmlns="http://www.smpte-ra.org/schemas/429-9/2007/AM"><AssetList><Asset>
              <Id>urn:uuid:1</Id><ChunkList><Chunk><Path>%s/a.mxf</Path></Chunk></ChunkList>
            </Asset></AssetList></AssetMap>
            """),
        List.of("rtsp", "RTSP/1.0 302 Moved\r\nLocation: rtsp://%h:%p/a\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("lures")
  void no_input_makes_ffmpeg_open_a_connection(List<String> lure) throws IOException {
    try (var trap = Trap.onTheWayOf(PLATFORM)) {
      var name = "lure-" + lure.getFirst();
      var file = Files.createTempFile(name, ".mp4");
      Files.writeString(file, trap.baited(lure.get(1)));
      createJob(name, user.uploadQuietly(file, "lures/" + name + ".mp4"));

      var job = user.awaitEndOf(name);

      assertThat(status(job).attempts())
          .singleElement()
          .satisfies(
              attempt -> assertThat(attempt.failureClass()).isEqualTo(FailureClass.PERMANENT));
      assertThat(trap.visitors()).isEmpty();
      Files.delete(file);
    }
  }

  @Test
  void the_trap_of_these_tests_is_in_reach_of_workers() {
    try (var trap = Trap.onTheWayOf(PLATFORM)) {
      createJob("walks-into-the-trap", "https://" + trap.address() + "/a.mp4");

      var job = user.awaitEndOf("walks-into-the-trap");

      assertThat(Objects.requireNonNull(status(job).state())).isEqualTo(JobState.FAILED);
      assertThat(trap.visitors()).isNotEmpty();
    }
  }
}
