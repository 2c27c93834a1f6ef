package dev.videojob.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("chart")
class RolesTest {
  /** All that the operator may do with work. A new line here needs a reason in rbac.yaml. */
  private static final List<String> WORK =
      List.of(
          "videojob.dev/videojobs: create delete get list patch watch",
          "videojob.dev/videojobs/status: update",
          "videojob.dev/videojobs/finalizers: update",
          "videojob.dev/transcodeprofiles: get list watch",
          "videojob.dev/videoqueues: get list watch",
          "videojob.dev/transcodeprofiles/status: patch",
          "videojob.dev/videoqueues/status: patch",
          "videojob.dev/deadletterredrives: get list watch",
          "videojob.dev/deadletterredrives/status: update",
          "batch/jobs: create delete get list watch",
          "/pods: list",
          "/events: create list",
          "/secrets: create get");

  private static final List<String> LEASE =
      List.of(
          "coordination.k8s.io/leases: create",
          "coordination.k8s.io/leases [videojob-operator]: get patch update");

  private static final List<String> TOMBSTONES =
      List.of("videojob.dev/finishedworks: create delete get list update");

  private final Rendered everywhere = Rendered.byDefault();
  private final Rendered listed = Rendered.with("namespaces: [video, video-b]");

  @Test
  void the_operator_may_do_what_it_needs_and_nothing_more() {
    assertThat(words(everywhere.named(ClusterRole.class, Rendered.NAME).getRules()))
        .containsExactlyElementsOf(WORK);
    assertThat(everywhere.named(ClusterRoleBinding.class, Rendered.NAME).getSubjects())
        .singleElement()
        .hasToString(
            everywhere.named(RoleBinding.class, lease()).getSubjects().getFirst().toString());
  }

  @Test
  void listed_namespaces_get_a_role_each_and_the_cluster_none() {
    assertThat(listed.all(ClusterRoleBinding.class)).isEmpty();
    assertThat(listed.all(ClusterRole.class))
        .extracting(role -> role.getMetadata().getName())
        .containsExactlyInAnyOrder("videojob-operator-view", "videojob-operator-edit");
    for (var namespace : List.of("video", "video-b")) {
      assertThat(words(in(namespace, Role.class).getRules())).containsExactlyElementsOf(WORK);
      assertThat(in(namespace, RoleBinding.class))
          .satisfies(
              binding -> {
                assertThat(binding.getRoleRef().getName()).isEqualTo(Rendered.NAME);
                isTheOperator(binding.getSubjects());
              });
    }
  }

  private <T extends HasMetadata> T in(String namespace, Class<T> kind) {
    return listed.all(kind).stream()
        .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void in_its_own_namespace_it_may_hold_its_lease() {
    var role = everywhere.named(Role.class, lease());

    assertThat(role.getMetadata().getNamespace()).isEqualTo(Rendered.NAMESPACE);
    assertThat(words(role.getRules())).containsExactlyElementsOf(LEASE);
  }

  @Test
  void in_its_own_namespace_it_may_remember_finished_work() {
    var role = everywhere.named(Role.class, tombstones());

    assertThat(role.getMetadata().getNamespace()).isEqualTo(Rendered.NAMESPACE);
    assertThat(words(role.getRules())).containsExactlyElementsOf(TOMBSTONES);
    assertThat(everywhere.named(RoleBinding.class, tombstones()).getSubjects())
        .singleElement()
        .satisfies(subject -> assertThat(subject.getName()).isEqualTo(Rendered.NAME));
  }

  private static String tombstones() {
    return Rendered.NAME + "-tombstones";
  }

  private static String lease() {
    return Rendered.NAME + "-leader";
  }

  @Test
  void no_lease_no_role_for_it() {
    assertThat(Rendered.with("{leaderElection: {enabled: false}, replicas: 1}").all(Role.class))
        .extracting(role -> role.getMetadata().getName())
        .containsExactly(tombstones());
  }

  @Test
  void the_http_api_may_have_callers_of_the_cluster_reviewed_and_no_more() {
    var api = Rendered.with("{namespaces: [video], api: {enabled: true, access: cluster}}");

    assertThat(words(api.named(ClusterRole.class, "videojob-operator-api").getRules()))
        .as("reviews belong to the cluster, also where namespaces are listed")
        .containsExactly(
            "authentication.k8s.io/tokenreviews: create",
            "authorization.k8s.io/subjectaccessreviews: create");
    assertThat(api.all(ClusterRoleBinding.class))
        .singleElement()
        .satisfies(
            binding -> {
              assertThat(binding.getRoleRef().getName()).isEqualTo("videojob-operator-api");
              isTheOperator(binding.getSubjects());
            });
    assertThat(words(api.named(Role.class, Rendered.NAME).getRules()))
        .as("what callers ask for it may do already, but for redrives")
        .contains("videojob.dev/deadletterredrives: create")
        .filteredOn(rule -> !rule.equals("videojob.dev/deadletterredrives: create"))
        .containsExactlyElementsOf(WORK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "api: {access: cluster}",
        "api: {enabled: true, access: none}",
        "api: {enabled: true, access: tokens, tokensSecret: callers}",
        "{api: {enabled: true, access: cluster}, rbac: {create: false}}"
      })
  void nobody_else_may_have_callers_reviewed(String values) {
    assertThat(Rendered.with(values).all(ClusterRole.class))
        .extracting(role -> role.getMetadata().getName())
        .doesNotContain("videojob-operator-api");
  }

  @Test
  void nothing_of_the_chart_may_list_secrets_or_do_everything() {
    assertThat(List.of(everywhere, listed))
        .flatMap(Rendered::objects)
        .flatMap(RolesTest::rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.getVerbs()).doesNotContain("*");
              assertThat(rule.getResources()).doesNotContain("*");
              assertThat(rule.getApiGroups()).doesNotContain("*");
              if (rule.getResources().contains("secrets")) {
                assertThat(rule.getVerbs()).containsExactlyInAnyOrder("create", "get");
              }
            });
  }

  private static List<PolicyRule> rules(HasMetadata object) {
    return switch (object) {
      case ClusterRole role -> role.getRules();
      case Role role -> role.getRules();
      default -> List.of();
    };
  }

  @Test
  void people_who_may_view_or_edit_a_namespace_may_do_so_with_its_video_jobs() {
    var view = everywhere.named(ClusterRole.class, "videojob-operator-view");
    var edit = everywhere.named(ClusterRole.class, "videojob-operator-edit");

    assertThat(view.getMetadata().getLabels())
        .containsKeys(aggregate("view"), aggregate("edit"), aggregate("admin"));
    assertThat(edit.getMetadata().getLabels())
        .containsKeys(aggregate("edit"), aggregate("admin"))
        .doesNotContainKey(aggregate("view"));
    assertThat(words(edit.getRules()))
        .as("statuses are the operator's")
        .noneMatch(rule -> rule.contains("/status"))
        .contains("videojob.dev/videojobs: create delete deletecollection patch update");
    assertThat(words(view.getRules()))
        .contains("videojob.dev/videojobs: get list watch", "videojob.dev/videojobs/status: get");
  }

  private static String aggregate(String role) {
    return "rbac.authorization.k8s.io/aggregate-to-" + role;
  }

  @Test
  void roles_of_ones_own_take_the_place_of_the_charts() {
    var bare = Rendered.with("rbac: {create: false, userRoles: false}");

    assertThat(bare.kinds()).doesNotContain("Role", "RoleBinding", "ClusterRole");
  }

  @Test
  void an_account_takes_its_role_by_irsa() {
    var irsa =
        Rendered.with(
            """
            namespaces: [video]
            serviceAccount: {annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::1:role/operator'}}
            worker:
              serviceAccount: {annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::1:role/worker'}}
              imagePullSecrets: [registry]
            """);

    assertThat(irsa.named(ServiceAccount.class, Rendered.NAME))
        .satisfies(account -> assertThat(role(account)).isEqualTo("arn:aws:iam::1:role/operator"));
    assertThat(irsa.named(ServiceAccount.class, "videojob-worker"))
        .satisfies(
            account -> {
              assertThat(role(account)).isEqualTo("arn:aws:iam::1:role/worker");
              assertThat(account.getMetadata().getNamespace()).isEqualTo("video");
              assertThat(account.getAutomountServiceAccountToken()).isFalse();
              assertThat(account.getImagePullSecrets())
                  .extracting("name")
                  .containsExactly("registry");
            });
    assertThat(irsa.settings().worker().serviceAccount()).isEqualTo("videojob-worker");
  }

  private static @Nullable String role(ServiceAccount account) {
    return account.getMetadata().getAnnotations().get("eks.amazonaws.com/role-arn");
  }

  @Test
  void workers_have_an_account_in_every_namespace_that_is_listed() {
    assertThat(listed.all(ServiceAccount.class))
        .filteredOn(account -> "videojob-worker".equals(account.getMetadata().getName()))
        .extracting(account -> account.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("video", "video-b");
    assertThat(everywhere.settings().worker().serviceAccount())
        .as("nobody knows where workers run, so they take their namespace's default")
        .isNull();
  }

  private static List<String> words(List<PolicyRule> rules) {
    return rules.stream()
        .flatMap(
            rule ->
                rule.getResources().stream()
                    .map(
                        resource ->
                            rule.getApiGroups().getFirst()
                                + "/"
                                + resource
                                + (rule.getResourceNames().isEmpty()
                                    ? ""
                                    : " " + rule.getResourceNames())
                                + ": "
                                + String.join(" ", rule.getVerbs())))
        .toList();
  }

  private static void isTheOperator(List<Subject> subjects) {
    assertThat(subjects)
        .singleElement()
        .satisfies(
            subject -> {
              assertThat(subject.getName()).isEqualTo(Rendered.NAME);
              assertThat(subject.getNamespace()).isEqualTo(Rendered.NAMESPACE);
            });
  }
}
