package dev.videojob.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the chart that can be switched on and off. */
@Tag("chart")
class PartsTest {
  private final Rendered rendered = Rendered.byDefault();

  @Test
  void what_is_there_by_default() {
    assertThat(rendered.kinds())
        .containsExactly(
            "ClusterRole",
            "ClusterRoleBinding",
            "ConfigMap",
            "CustomResourceDefinition",
            "Deployment",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "Role",
            "RoleBinding",
            "Service",
            "ServiceAccount");
  }

  @Test
  void crds_are_those_of_the_generator_word_for_word_and_are_kept() {
    var crds =
        Repository.documents(Helm.template("{}").ok()).stream()
            .filter(object -> "CustomResourceDefinition".equals(object.path("kind").asText()))
            .toList();

    assertThat(crds).hasSize(5);
    for (var crd : crds) {
      var generated =
          Repository.documents(
                  Repository.read(
                      Repository.ROOT.resolve(
                          "crds/yaml/" + crd.at("/metadata/name").asText() + "-v1.yaml")))
              .getFirst();
      assertThat(crd.get("spec")).isEqualTo(generated.get("spec"));
      assertThat(crd.at("/metadata/annotations/helm.sh~1resource-policy").asText())
          .isEqualTo("keep");
    }
  }

  @Test
  void crds_can_be_left_out_or_go_with_the_release() {
    assertThat(Rendered.with("crds: {install: false}").all(CustomResourceDefinition.class))
        .isEmpty();
    assertThat(Rendered.with("crds: {keep: false}").all(CustomResourceDefinition.class))
        .hasSize(5)
        .allSatisfy(crd -> assertThat(Rendered.annotations(crd)).isEmpty());
  }

  @Test
  void workers_reach_every_replica_and_strangers_none() {
    var rules = policy(rendered, Rendered.NAME).getSpec().getIngress();

    assertThat(policy(rendered, Rendered.NAME).getSpec().getPolicyTypes())
        .containsExactly("Ingress");
    assertThat(rules)
        .hasSize(2)
        .allSatisfy(
            rule ->
                assertThat(rule.getPorts())
                    .singleElement()
                    .satisfies(
                        port -> assertThat(port.getPort()).isEqualTo(new IntOrString("http"))));
    assertThat(rules.getFirst().getFrom())
        .singleElement()
        .satisfies(
            from -> {
              assertThat(from.getPodSelector().getMatchLabels())
                  .as("the label that JobFactory puts on workers")
                  .containsEntry("app.kubernetes.io/managed-by", "videojob-operator");
              assertThat(from.getNamespaceSelector().getMatchExpressions()).isEmpty();
            });
    assertThat(
            policy(Rendered.with("namespaces: [video]"), Rendered.NAME)
                .getSpec()
                .getIngress()
                .getFirst()
                .getFrom()
                .getFirst()
                .getNamespaceSelector()
                .getMatchExpressions())
        .singleElement()
        .satisfies(expression -> assertThat(expression.getValues()).containsExactly("video"));
  }

  private static NetworkPolicy policy(Rendered rendered, String name) {
    return rendered.named(NetworkPolicy.class, name);
  }

  @Test
  void the_http_api_has_a_port_and_a_service_of_its_own_where_it_is_enabled() {
    var api =
        Rendered.with(
            """
            api:
              enabled: true
              access: cluster
              port: 9091
              service: {type: LoadBalancer, port: 80, annotations: {a: b}}
            """);
    var service = api.named(Service.class, Rendered.NAME + "-api");

    assertThat(api.container().getPorts())
        .extracting(port -> port.getName() + " " + port.getContainerPort())
        .containsExactly("http 8080", "api 9091");
    assertThat(Rendered.annotations(service)).containsEntry("a", "b");
    assertThat(service.getSpec().getType()).isEqualTo("LoadBalancer");
    assertThat(service.getSpec().getSelector())
        .isEqualTo(api.deployment().getSpec().getSelector().getMatchLabels());
    assertThat(service.getSpec().getPorts())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.getPort()).isEqualTo(80);
              assertThat(port.getTargetPort()).isEqualTo(new IntOrString("api"));
            });
    assertThat(service.getMetadata().getLabels())
        .as("a ServiceMonitor looks for component operator, and there are no metrics here")
        .containsEntry("app.kubernetes.io/component", "api");
  }

  @Test
  void without_the_http_api_nothing_of_it_is_there() {
    var off =
        Rendered.with(
            """
            api: {access: tokens, tokensSecret: callers}
            networkPolicy: {apiFrom: [{podSelector: {}}]}
            """);

    assertThat(off.all(Service.class)).hasSize(1);
    assertThat(off.container().getPorts()).hasSize(1);
    assertThat(off.pod().getVolumes()).isEqualTo(rendered.pod().getVolumes());
    assertThat(policy(off, Rendered.NAME).getSpec())
        .isEqualTo(policy(rendered, Rendered.NAME).getSpec());
  }

  @Test
  void only_those_who_are_listed_reach_the_http_api() {
    assertThat(apiRules("api: {enabled: true, access: none}"))
        .as("a rule without peers would let everybody in")
        .isEmpty();
    assertThat(
            apiRules(
                """
                api: {enabled: true, access: none}
                networkPolicy:
                  apiFrom: [{podSelector: {matchLabels: {app: studio}}}]
                """))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getFrom())
                    .singleElement()
                    .satisfies(
                        from ->
                            assertThat(from.getPodSelector().getMatchLabels())
                                .containsEntry("app", "studio")));
  }

  private static List<NetworkPolicyIngressRule> apiRules(String values) {
    return policy(Rendered.with(values), Rendered.NAME).getSpec().getIngress().stream()
        .filter(rule -> rule.getPorts().getFirst().getPort().equals(new IntOrString("api")))
        .toList();
  }

  @Test
  void the_operators_way_out_can_be_narrowed() {
    var spec =
        policy(
                Rendered.with(
                    """
                    networkPolicy:
                      egress:
                        restrict: true
                        extra: [{ports: [{port: 9324, protocol: TCP}]}]
                    metadata: {mongodbUri: 'mongodb://mongo'}
                    """),
                Rendered.NAME)
            .getSpec();

    assertThat(spec.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(spec.getEgress())
        .flatExtracting("ports")
        .extracting("port")
        .extracting(port -> ((IntOrString) port).getIntVal())
        .containsExactly(53, 53, 443, 6443, 27017, 9324);
  }

  @Test
  void the_way_to_the_store_is_that_of_the_store_there_is() {
    var spec =
        policy(
                Rendered.with(
                    """
                    networkPolicy: {egress: {restrict: true, postgresPorts: [6543]}}
                    metadata: {postgresSecret: {name: db-app}}
                    """),
                Rendered.NAME)
            .getSpec();

    assertThat(spec.getEgress())
        .flatExtracting("ports")
        .extracting("port")
        .extracting(port -> ((IntOrString) port).getIntVal())
        .containsExactly(53, 53, 443, 6443, 6543);
  }

  @Test
  void workers_can_be_shut_in() {
    var shut =
        Rendered.with("{namespaces: [video], networkPolicy: {workers: {enabled: true}}}")
            .named(NetworkPolicy.class, Rendered.NAME + "-workers");

    assertThat(shut.getMetadata().getNamespace()).isEqualTo("video");
    assertThat(shut.getSpec().getIngress()).isEmpty();
    assertThat(shut.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(shut.getSpec().getEgress()).hasSize(3);
    assertThat(shut.getSpec().getEgress().get(1).getTo())
        .singleElement()
        .satisfies(
            to ->
                assertThat(to.getPodSelector().getMatchLabels())
                    .isEqualTo(rendered.deployment().getSpec().getSelector().getMatchLabels()));
    assertThat(shut.getSpec().getEgress().get(2).getTo().getFirst().getIpBlock().getExcept())
        .contains("10.0.0.0/8", "169.254.0.0/16");
  }

  @Test
  void a_drain_takes_one_replica_at_a_time() {
    assertThat(rendered.named(PodDisruptionBudget.class, Rendered.NAME).getSpec())
        .satisfies(
            budget -> {
              assertThat(budget.getMaxUnavailable()).isEqualTo(new IntOrString(1));
              assertThat(budget.getMinAvailable()).isNull();
            });
    assertThat(
            Rendered.with("podDisruptionBudget: {minAvailable: 50%, maxUnavailable: null}")
                .named(PodDisruptionBudget.class, Rendered.NAME)
                .getSpec()
                .getMinAvailable())
        .isEqualTo(new IntOrString("50%"));
    assertThat(Rendered.with("podDisruptionBudget: {enabled: false}").kinds())
        .doesNotContain("PodDisruptionBudget");
  }

  @ParameterizedTest
  @ValueSource(strings = {"podMonitor", "serviceMonitor"})
  void metrics_are_scraped_where_the_prometheus_operator_is(String monitor) {
    var kind = monitor.substring(0, 1).toUpperCase(Locale.ROOT) + monitor.substring(1);
    assertThat(rendered.kinds()).doesNotContain(kind);

    var found =
        Rendered.with("monitoring: {%s: {enabled: true, labels: {release: p}}}".formatted(monitor))
            .all(GenericKubernetesResource.class);

    assertThat(found)
        .singleElement()
        .satisfies(
            object -> {
              assertThat(object.getKind()).isEqualTo(kind);
              assertThat(object.getMetadata().getLabels()).containsEntry("release", "p");
              assertThat(object.getAdditionalProperties().toString())
                  .contains("path=/metrics")
                  .contains("port=http")
                  .contains("app.kubernetes.io/component=operator");
            });
  }

  @Test
  void priority_classes_are_made_for_those_who_want_them() {
    var classes =
        Rendered.with(
                """
                priorityClasses:
                  - {name: videojob-operator, value: 1000000}
                  - {name: batch, value: -10, preemptionPolicy: Never, description: May wait.}
                """)
            .all(PriorityClass.class);

    assertThat(classes)
        .extracting(made -> made.getMetadata().getName() + " " + made.getValue())
        .containsExactlyInAnyOrder("videojob-operator 1000000", "batch -10");
    assertThat(classes)
        .extracting(PriorityClass::getPreemptionPolicy)
        .containsExactlyInAnyOrder("PreemptLowerPriority", "Never");
  }

  @Test
  void the_least_that_can_be_installed_is_an_operator_and_its_settings() {
    assertThat(
            Rendered.with(
                    """
                    crds: {install: false}
                    rbac: {create: false, userRoles: false}
                    serviceAccount: {create: false, name: mine}
                    networkPolicy: {enabled: false}
                    podDisruptionBudget: {enabled: false}
                    """)
                .kinds())
        .isEqualTo(List.of("ConfigMap", "Deployment", "Service"));
  }
}
