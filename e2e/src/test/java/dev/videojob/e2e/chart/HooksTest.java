package dev.videojob.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Helm runs once: before an uninstall, and as a test. */
@Tag("chart")
class HooksTest {
  private static final String BEFORE_UNINSTALL = "pre-delete";
  private static final String TEST = "test";

  @Test
  void an_uninstall_takes_the_finalizers_off_first() {
    var job = only(Rendered.byDefault().hooks(BEFORE_UNINSTALL), Job.class);

    assertThat(job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .containsExactly("release", "--deployment=videojob-operator", "--timeout=90");
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(300);
  }

  @Test
  void it_does_so_in_the_namespaces_that_are_watched() {
    var hooks = Rendered.with("namespaces: [video, video-b]").hooks(BEFORE_UNINSTALL).toList();

    assertThat(
            only(hooks.stream(), Job.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getArgs())
        .endsWith("--namespace=video", "--namespace=video-b");
    assertThat(hooks).noneMatch(ClusterRole.class::isInstance);
    assertThat(hooks)
        .filteredOn(Role.class::isInstance)
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("videojob-system", "video", "video-b");
  }

  @Test
  void for_that_it_may_stop_the_operator_and_write_video_jobs_and_no_more() {
    var hooks = Rendered.byDefault().hooks(BEFORE_UNINSTALL).toList();

    assertThat(words(only(hooks.stream(), ClusterRole.class).getRules()))
        .containsExactly("videojob.dev [videojobs] [get, list, patch]");
    assertThat(words(only(hooks.stream(), Role.class).getRules()))
        .containsExactly("apps [deployments] [get, patch]", " [pods] [list, watch]");
    assertThat(only(hooks.stream(), Role.class).getRules().getFirst().getResourceNames())
        .containsExactly("videojob-operator");
  }

  private static List<String> words(List<PolicyRule> rules) {
    return rules.stream()
        .map(
            rule ->
                rule.getApiGroups().getFirst() + " " + rule.getResources() + " " + rule.getVerbs())
        .toList();
  }

  @Test
  void an_uninstall_can_leave_video_jobs_as_they_are() {
    assertThat(
            Rendered.with("uninstall: {releaseVideoJobs: false}").hooks(BEFORE_UNINSTALL).toList())
        .isEmpty();
  }

  @Test
  void nothing_of_a_hook_stays_whether_it_went_well_or_not() {
    var rendered = Rendered.with("namespaces: [video]");

    assertThat(Stream.concat(rendered.hooks(BEFORE_UNINSTALL), rendered.hooks(TEST)))
        .hasSize(10) // Six for the release, four for the test.
        .allSatisfy(
            hook ->
                assertThat(Rendered.annotations(hook))
                    .containsEntry(
                        "helm.sh/hook-delete-policy",
                        "before-hook-creation,hook-succeeded,hook-failed"));
  }

  @Test
  void the_lease_that_no_release_owns_goes_at_the_end() {
    assertThat(Rendered.byDefault().hooks("post-delete"))
        .singleElement()
        .satisfies(
            lease -> {
              assertThat(lease).isInstanceOf(Lease.class);
              assertThat(lease.getMetadata().getName()).isEqualTo("videojob-operator");
              assertThat(Rendered.annotations(lease).get("helm.sh/hook-delete-policy"))
                  .contains("before-hook-creation", "hook-succeeded");
            });
    assertThat(
            Rendered.with("{leaderElection: {enabled: false}, replicas: 1}").hooks("post-delete"))
        .isEmpty();
  }

  @Test
  void the_roles_of_a_hook_are_there_before_its_pod() {
    var rendered = Rendered.byDefault();

    assertThat(Stream.concat(rendered.hooks(BEFORE_UNINSTALL), rendered.hooks(TEST)))
        .allSatisfy(
            hook -> {
              var weight = Integer.parseInt(Rendered.annotations(hook).get("helm.sh/hook-weight"));
              if (hook instanceof Pod || hook instanceof Job) {
                assertThat(weight).isZero();
              } else {
                assertThat(weight).isNegative();
              }
            });
  }

  @Test
  void the_test_transcodes_what_it_is_told_where_the_operator_sees_it() {
    var rendered =
        Rendered.with(
            """
            namespaces: [video]
            tests: {source: 's3://in/short.mp4', destination: 's3://out/test', timeoutSeconds: 90}
            """);
    var pod = only(rendered.hooks(TEST), Pod.class);

    assertThat(pod.getSpec().getContainers().getFirst().getArgs())
        .containsExactly(
            "self-test",
            "--namespace=video",
            "--source=s3://in/short.mp4",
            "--destination=s3://out/test",
            "--profile=mp4-720p",
            "--timeout-seconds=90");
    assertThat(pod.getSpec().getActiveDeadlineSeconds()).isEqualTo(150);
    assertThat(only(rendered.hooks(TEST), Role.class))
        .satisfies(
            role -> {
              assertThat(role.getMetadata().getNamespace()).isEqualTo("video");
              assertThat(words(role.getRules()))
                  .containsExactly("videojob.dev [videojobs] [create, delete, get, list, watch]");
            });
  }

  private static <T extends HasMetadata> T only(Stream<HasMetadata> hooks, Class<T> kind) {
    var found = hooks.filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
