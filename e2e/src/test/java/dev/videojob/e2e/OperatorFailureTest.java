package dev.videojob.e2e;

import static dev.videojob.local.journey.UserClients.patiently;
import static dev.videojob.local.journey.UserClients.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.local.journey.MadeVideos;
import dev.videojob.local.journey.UserClients;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The operator ends while jobs run that were messages, each in its way. No pod is touched, no
 * second Job is made, and no message ever becomes visible again: the queue's visibility timeout is
 * 30 s, the jobs run for longer.
 */
@Tag("cluster")
class OperatorFailureTest {
  @RegisterExtension static final MediaPlatform PLATFORM = new MediaPlatform();

  private final UserClients user = PLATFORM.user();

  @AfterEach
  void theOperatorIsWholeAgain() {
    PLATFORM
        .cluster()
        .kubectl()
        .run(
            "rollout",
            "status",
            "deployment/" + MediaPlatform.OPERATOR,
            "-n",
            MediaPlatform.SYSTEM,
            "--timeout=120s")
        .ok();
  }

  @Test
  void a_leader_that_is_killed_is_followed_by_the_other_before_any_lease_ends() {
    var running = RunningWork.start(user, "killed");
    var leader = PLATFORM.leader().getMetadata().getName();

    PLATFORM
        .cluster()
        .kubectl()
        .run(
            "delete",
            "pod",
            leader,
            "-n",
            MediaPlatform.SYSTEM,
            "--grace-period=0",
            "--force",
            "--wait=false")
        .ok();
    var before = System.nanoTime();
    patiently()
        .until(PLATFORM::leaseHolder, holder -> !holder.isEmpty() && !holder.contains(leader));
    var seconds = (System.nanoTime() - before) / 1e9;

    assertThat(seconds).as("seconds to the next leader").isLessThan(20);
    running.assertUntouchedToTheEnd();
  }

  @Test
  void a_leader_that_is_stopped_hands_over_at_once() {
    var running = RunningWork.start(user, "stopped");
    var leader = PLATFORM.leader().getMetadata().getName();

    PLATFORM
        .cluster()
        .kubectl()
        .run("delete", "pod", leader, "-n", MediaPlatform.SYSTEM, "--wait=false")
        .ok();
    var before = System.nanoTime();
    patiently()
        .until(PLATFORM::leaseHolder, holder -> !holder.isEmpty() && !holder.contains(leader));
    var seconds = (System.nanoTime() - before) / 1e9;

    assertThat(seconds).as("seconds to the next leader").isLessThan(15);
    running.assertUntouchedToTheEnd();
  }

  @Test
  void an_upgrade_with_another_job_template_leaves_running_pods_alone() {
    var running = RunningWork.start(user, "upgraded");

    MediaPlatform.helmUpgrade("worker.environment.UPGRADED=yes");

    user.upload(MadeVideos.small(), "after-the-upgrade.mp4");
    var next = user.awaitEndOfKey("after-the-upgrade.mp4");
    assertThat(environmentOf(user.pods(next).getFirst())).containsEntry("UPGRADED", "yes");
    running.assertUntouchedToTheEnd();
    assertThat(running.pods())
        .allSatisfy(pod -> assertThat(environmentOf(pod)).doesNotContainKey("UPGRADED"));
  }

  private static Map<String, String> environmentOf(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(variable -> variable.getName(), variable -> variable.getValue()));
  }

  /** Two uploads that are being transcoded, and the pods that do it. */
  private static final class RunningWork {
    private final UserClients user;
    private final List<String> keys;
    private List<VideoJob> jobs;
    private List<Pod> pods;

    private RunningWork(UserClients user, List<String> keys) {
      this.user = user;
      this.keys = keys;
      this.jobs = List.of();
      this.pods = List.of();
    }

    static RunningWork start(UserClients user, String name) {
      var work = new RunningWork(user, List.of(name + "-1.mp4", name + "-2.mp4"));
      work.keys.forEach(key -> user.upload(MadeVideos.minutes(), key));
      work.jobs =
          work.keys.stream()
              .map(
                  key ->
                      patiently()
                          .until(
                              () -> user.jobsOfKey(key),
                              found ->
                                  found.size() == 1
                                      && found.getFirst().getStatus() != null
                                      && status(found.getFirst()).state() == JobState.RUNNING)
                          .getFirst())
              .toList();
      work.pods = work.jobs.stream().map(job -> onlyPod(user, job)).toList();
      return work;
    }

    private static Pod onlyPod(UserClients user, VideoJob job) {
      var pods = user.pods(job);
      assertThat(pods).hasSize(1);
      return pods.getFirst();
    }

    List<Pod> pods() {
      return pods;
    }

    void assertUntouchedToTheEnd() {
      for (var job : jobs) {
        var end =
            patiently().atMost(Duration.ofMinutes(5)).until(() -> seen(job), UserClients::settled);
        assertThat(status(end).state()).as(status(end).message()).isEqualTo(JobState.SUCCEEDED);
        assertThat(status(end).attempts()).hasSize(1);
        assertThat(user.kubernetesJobs(end)).hasSize(1);
        assertThat(user.processed(end)).hasSize(1);
      }
      for (int n = 0; n < jobs.size(); n++) {
        assertThat(onlyPod(user, jobs.get(n)).getMetadata().getUid())
            .isEqualTo(pods.get(n).getMetadata().getUid());
        assertThat(user.jobsOfKey(keys.get(n))).hasSize(1);
      }
    }

    /** The job as it is now, of a queue in which no message of ours is visible. */
    private VideoJob seen(VideoJob job) {
      assertThat(visible()).as("messages that came back").isEqualTo("0");
      return MediaPlatform.refreshed(user, job);
    }

    private String visible() {
      var name = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
      var attributes =
          user.sqs()
              .getQueueAttributes(get -> get.queueUrl(user.queueUrl()).attributeNames(name))
              .attributes();
      return Objects.requireNonNull(attributes.get(name));
    }
  }
}
