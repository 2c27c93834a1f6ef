package dev.videojob.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.local.journey.MadeVideos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Helm does with a release that is installed. */
@Tag("cluster")
class HelmTest {
  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  @Test
  void helm_test_transcodes_a_video_and_leaves_no_videojob() {
    var user = PLATFORM.user();
    user.uploadQuietly(MadeVideos.small(), "helm-test/small.mp4");

    var told =
        PLATFORM
            .cluster()
            .helm()
            .run(
                "test",
                MediaPlatform.RELEASE,
                "-n",
                MediaPlatform.SYSTEM,
                "--timeout",
                "200s",
                "--logs")
            .ok();

    assertThat(told).contains("Succeeded");
    assertThat(user.outputKeys("helm-test/renditions/"))
        .contains("helm-test/renditions/manifest.json");
    assertThat(user.jobsOfSource("s3://videos-out/helm-test/small.mp4")).isEmpty();
  }
}
