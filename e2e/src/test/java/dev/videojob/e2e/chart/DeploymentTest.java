package dev.videojob.e2e.chart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("chart")
class DeploymentTest {
  private final Rendered rendered = Rendered.byDefault();

  @Test
  void the_chart_has_no_fault_that_helm_finds() {
    assertThat(Helm.lint().ok()).contains("0 chart(s) failed");
  }

  @Test
  void two_replicas_elect_a_leader() {
    assertThat(rendered.deployment().getSpec().getReplicas()).isEqualTo(2);
    assertThat(rendered.settings().leaderElection())
        .satisfies(
            election -> {
              assertThat(election.leaseName()).isEqualTo("videojob-operator");
              assertThat(election.leaseNamespace()).isEqualTo("videojob-system");
            });
  }

  @Test
  void an_upgrade_takes_no_replica_away_before_its_successor_is_ready() {
    var rolling = rendered.deployment().getSpec().getStrategy().getRollingUpdate();

    assertThat(rolling.getMaxUnavailable()).isEqualTo(new IntOrString(0));
    assertThat(rolling.getMaxSurge()).isEqualTo(new IntOrString(1));
  }

  @Test
  void probes_ask_what_the_operator_answers() {
    var container = rendered.container();

    assertThat(path(container.getStartupProbe())).isEqualTo("/livez");
    assertThat(path(container.getLivenessProbe())).isEqualTo("/livez");
    assertThat(path(container.getReadinessProbe())).isEqualTo("/readyz");
    assertThat(container.getPorts())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.getName()).isEqualTo("http");
              assertThat(port.getContainerPort()).isEqualTo(rendered.settings().http().port());
            });
  }

  private static String path(Probe probe) {
    assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("http"));
    return probe.getHttpGet().getPath();
  }

  @Test
  void every_pod_of_the_chart_is_admitted_by_the_restricted_standard() {
    assertThat(pods(rendered)).hasSize(3).allSatisfy(DeploymentTest::assertRestricted);
  }

  private static Stream<PodSpec> pods(Rendered rendered) {
    return Stream.concat(
        Stream.of(rendered.pod()), rendered.objects().stream().flatMap(DeploymentTest::hookPod));
  }

  private static Stream<PodSpec> hookPod(HasMetadata object) {
    return switch (object) {
      case Pod pod -> Stream.of(pod.getSpec());
      case Job job -> Stream.of(job.getSpec().getTemplate().getSpec());
      default -> Stream.empty();
    };
  }

  private static void assertRestricted(PodSpec pod) {
    var context = pod.getSecurityContext();
    assertThat(context.getRunAsNonRoot()).isTrue();
    assertThat(context.getRunAsUser()).isEqualTo(10001);
    assertThat(context.getRunAsGroup()).isEqualTo(10001);
    assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getVolumes()).allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
    assertThat(pod.getContainers()).singleElement().satisfies(DeploymentTest::assertRestricted);
  }

  private static void assertRestricted(Container container) {
    var context = container.getSecurityContext();
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(context.getCapabilities().getAdd()).isEmpty();
  }

  @Test
  void memory_is_bounded_and_the_share_of_the_heap_is_the_images_unless_told() {
    var limits = rendered.container().getResources().getLimits();

    assertThat(limits).containsOnlyKeys("memory");
    assertThat(bytes(requireNonNull(limits.get("memory")))).isBetween(512L << 20, 768L << 20);
    assertThat(rendered.variable("JAVA_TOOL_OPTIONS")).isEmpty();
    assertThat(Rendered.with("jvmOptions: -Xmx300m").variable("JAVA_TOOL_OPTIONS"))
        .hasValueSatisfying(options -> assertThat(options.getValue()).isEqualTo("-Xmx300m"));
  }

  private static long bytes(Quantity quantity) {
    return Quantity.getAmountInBytes(quantity).longValueExact();
  }

  @Test
  void a_pod_is_given_longer_for_its_end_than_its_two_stages_may_take() {
    assertThat(rendered.pod().getTerminationGracePeriodSeconds())
        .isGreaterThan(2 * rendered.settings().stopGrace().toSeconds());
    assertThat(Rendered.with("stopGraceSeconds: 100").pod().getTerminationGracePeriodSeconds())
        .isEqualTo(210);
  }

  @Test
  void replicas_are_spread_over_zones_and_nodes() {
    assertThat(rendered.pod().getTopologySpreadConstraints())
        .extracting("topologyKey")
        .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
    assertThat(rendered.pod().getTopologySpreadConstraints())
        .allSatisfy(
            constraint ->
                assertThat(constraint.getLabelSelector().getMatchLabels())
                    .isEqualTo(rendered.deployment().getSpec().getSelector().getMatchLabels()));
  }

  @Test
  void replicas_are_kept_off_one_node_where_that_is_asked_for() {
    var affinity =
        Rendered.with(
                """
                podAntiAffinity: required
                affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}
                """)
            .pod()
            .getAffinity();

    assertThat(affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution())
        .singleElement()
        .satisfies(term -> assertThat(term.getTopologyKey()).isEqualTo("kubernetes.io/hostname"));
    assertThat(affinity.getNodeAffinity()).isNotNull();
  }

  @Test
  void only_the_operators_pod_and_those_of_hooks_hold_a_token() {
    assertThat(rendered.pod().getAutomountServiceAccountToken()).isTrue();
    assertThat(Rendered.with("namespaces: [video]").objects())
        .filteredOn(object -> "ServiceAccount".equals(object.getKind()))
        .hasSize(4)
        .allSatisfy(
            account ->
                assertThat(account)
                    .hasFieldOrPropertyWithValue("automountServiceAccountToken", false));
  }

  @Test
  void a_changed_setting_or_secret_replaces_the_pods_and_a_changed_label_does_not() {
    assertThat(template("log: {level: DEBUG}")).isNotEqualTo(template("{}"));
    assertThat(template("metadata: {mongodbUri: 'mongodb://a'}"))
        .isNotEqualTo(template("metadata: {mongodbUri: 'mongodb://b'}"));
    assertThat(template("metadata: {postgresUri: 'postgresql://u:a@db/m'}"))
        .isNotEqualTo(template("metadata: {postgresUri: 'postgresql://u:b@db/m'}"));
    assertThat(template("deploymentAnnotations: {a: b}")).isEqualTo(template("{}"));
  }

  private static Object template(String values) {
    return Rendered.with(values).deployment().getSpec().getTemplate();
  }

  @Test
  void the_service_finds_the_operators_pods_and_no_others() {
    var selector = rendered.named(Service.class, Rendered.NAME).getSpec().getSelector();

    assertThat(rendered.deployment().getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(selector);
    assertThat(rendered.hooks("test").filter(Pod.class::isInstance))
        .singleElement()
        .satisfies(
            pod ->
                assertThat(pod.getMetadata().getLabels().entrySet())
                    .doesNotContainSequence(selector.entrySet()));
    assertThat(rendered.hooks("test").filter(Pod.class::isInstance).toList().getFirst())
        .satisfies(
            pod ->
                assertThat(pod.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/component", "test"));
  }

  @Test
  void images_are_those_of_the_charts_version_unless_told() {
    assertThat(rendered.container().getImage()).isEqualTo("videojob.dev/operator:0.1.0-snapshot");
    assertThat(rendered.settings().worker().image())
        .isEqualTo("videojob.dev/worker:0.1.0-snapshot");

    var digest = "sha256:" + "a".repeat(64);
    var told =
        Rendered.with(
            """
            image: {repository: 'registry:5000/team/operator', tag: v1}
            worker: {image: {tag: v2, digest: '%s'}}
            """
                .formatted(digest));

    assertThat(told.container().getImage()).isEqualTo("registry:5000/team/operator:v1");
    assertThat(told.settings().worker().image()).isEqualTo("videojob.dev/worker@" + digest);
  }

  @Test
  void the_chart_has_the_version_of_the_build() {
    var parent = Repository.read(Repository.ROOT.resolve("pom.xml"));
    var version = parent.substring(parent.indexOf("<version>") + 9, parent.indexOf("</version>"));

    assertThat(Repository.documents(Repository.read(Repository.CHART.resolve("Chart.yaml"))))
        .singleElement()
        .satisfies(
            chart -> {
              assertThat(chart.get("appVersion").asText())
                  .isEqualTo(version.toLowerCase(Locale.ROOT));
              assertThat(chart.get("version").asText()).isEqualTo(version.toLowerCase(Locale.ROOT));
            });
  }

  @Test
  void what_a_platform_wants_of_pods_gets_to_them() {
    var told =
        Rendered.with(
            """
            commonLabels: {team: media}
            podLabels: {tier: control}
            podAnnotations: {sidecar.istio.io/inject: "false"}
            nodeSelector: {pool: system}
            tolerations: [{key: system, operator: Exists}]
            priorityClassName: system-cluster-critical
            imagePullSecrets: [registry]
            extraEnv: [{name: HTTPS_PROXY, value: 'http://proxy:3128'}]
            extraVolumes: [{name: ca, configMap: {name: ca}}]
            extraVolumeMounts: [{name: ca, mountPath: /etc/ssl/ca}]
            """);
    var template = told.deployment().getSpec().getTemplate();

    assertThat(template.getMetadata().getLabels())
        .containsEntry("team", "media")
        .containsEntry("tier", "control");
    assertThat(template.getMetadata().getAnnotations())
        .containsEntry("sidecar.istio.io/inject", "false");
    assertThat(template.getSpec().getNodeSelector()).containsEntry("pool", "system");
    assertThat(template.getSpec().getTolerations()).hasSize(1);
    assertThat(template.getSpec().getPriorityClassName()).isEqualTo("system-cluster-critical");
    assertThat(template.getSpec().getImagePullSecrets())
        .extracting("name")
        .containsExactly("registry");
    assertThat(told.variable("HTTPS_PROXY")).isPresent();
    assertThat(told.container().getVolumeMounts()).extracting("mountPath").contains("/etc/ssl/ca");
    assertThat(told.objects())
        .allSatisfy(
            object -> assertThat(object.getMetadata().getLabels()).containsEntry("team", "media"));
  }

  @Test
  void a_release_of_another_name_shares_no_name_with_it() {
    var other =
        Rendered.of(
            Helm.alone()
                .run(
                    "template",
                    "second",
                    Repository.CHART.toString(),
                    "--set",
                    "crds.install=false")
                .ok());

    assertThat(other.objects())
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getName()).startsWith("second-videojob-operator"));
  }
}
