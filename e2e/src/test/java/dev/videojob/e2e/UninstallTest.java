package dev.videojob.e2e;

import static dev.videojob.local.journey.UserClients.patiently;
import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.local.journey.MadeVideos;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of the installation that all other tests have used; so it goes last. */
@Tag("cluster")
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UninstallTest {
  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  @Test
  @Order(1)
  void an_uninstall_leaves_the_crds_and_their_objects_and_nothing_else() {
    var user = PLATFORM.user();
    user.upload(MadeVideos.minutes(), "left-behind.mp4");
    patiently()
        .until(
            () -> user.jobsOfKey("left-behind.mp4"),
            jobs ->
                jobs.size() == 1
                    && jobs.getFirst().getStatus() != null
                    && status(jobs.getFirst()).state() == JobState.RUNNING);

    PLATFORM
        .cluster()
        .helm()
        .run(
            "uninstall",
            MediaPlatform.RELEASE,
            "-n",
            MediaPlatform.SYSTEM,
            "--wait",
            "--timeout=120s")
        .ok();

    patiently().untilAsserted(() -> assertThat(leftOfTheRelease()).isEmpty());
    assertThat(PLATFORM.cluster().kubectl().run("get", "crds", "-o", "name").ok())
        .contains("videojobs.videojob.dev", "videoqueues.videojob.dev");
    assertThat(user.jobsOfKey("left-behind.mp4"))
        .singleElement()
        .satisfies(job -> assertThat(job.getMetadata().getFinalizers()).isEmpty());
  }

  /** Objects of every kind that carry the release's label, in all namespaces, but CRDs. */
  private static List<String> leftOfTheRelease() {
    var kubectl = PLATFORM.cluster().kubectl();
    var kinds =
        kubectl.run("api-resources", "--verbs=list", "-o", "name").lines().stream()
            .filter(kind -> !kind.startsWith("events"))
            .filter(kind -> !kind.startsWith("customresourcedefinitions"))
            .toList();
    return kubectl
        .run(
            "get",
            String.join(",", kinds),
            "-A",
            "-l",
            "app.kubernetes.io/instance=" + MediaPlatform.RELEASE,
            "-o",
            "name")
        .lines();
  }

  @Test
  @Order(2)
  void namespaces_with_videojobs_can_be_deleted_when_the_operator_is_gone() {
    for (var namespace : List.of(MediaPlatform.MEDIA, MediaPlatform.SYSTEM)) {
      PLATFORM.cluster().kubectl().run("delete", "namespace", namespace, "--timeout=120s").ok();
    }

    assertThat(PLATFORM.cluster().kubectl().run("get", "vj", "-A", "-o", "name").ok())
        .doesNotContain("left-behind");
  }
}
