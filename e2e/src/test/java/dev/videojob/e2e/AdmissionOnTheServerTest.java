package dev.videojob.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.crds.admission.AdmissionTable;
import dev.videojob.crds.admission.AdmissionTable.Wrong;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of right and wrong objects, of which the tests of the CRDs show that every CEL rule
 * has both, before the API server itself. It goes before the operator comes, which would put its
 * finalizers on the objects.
 */
@Tag("cluster")
@Order(2)
class AdmissionOnTheServerTest {
  private static final RealCluster CLUSTER = RealCluster.fromEnvironment();
  private static final String NAMESPACE = "videojob-e2e-admission";

  static Set<String> good() {
    return AdmissionTable.good().keySet();
  }

  static List<Wrong> wrong() {
    return AdmissionTable.wrong();
  }

  @BeforeAll
  static void aNamespaceAndTheCrds() {
    CLUSTER.applyCrds();
    CLUSTER.namespace(NAMESPACE);
  }

  @AfterEach
  void nothingStays() {
    CLUSTER.kubectl().run("delete", "vj,vq,tp,dlr", "--all", "-n", NAMESPACE, "--timeout=60s").ok();
  }

  @ParameterizedTest
  @MethodSource("good")
  void good_objects_are_accepted_with_every_field_known(String name) {
    var object = Objects.requireNonNull(AdmissionTable.good().get(name), name);

    assertThat(apply(object, "--dry-run=server").ok()).contains("created");
    assertThat(apply(object, "--server-side").ok()).contains("serverside-applied");
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrong_objects_are_refused_in_words_that_help(Wrong row) {
    var old = row.old();
    if (old != null) {
      apply(old).ok();
    }

    var refusal = apply(row.object()).refusal();

    assertThat(refusal).contains(row.says());
    assertThat(refusal).contains(row.field());
  }

  @Test
  void a_misspelt_field_is_refused_by_its_name() {
    var object = Objects.requireNonNull(AdmissionTable.good().get("job-minimal")).deepCopy();
    ((ObjectNode) object.get("spec")).put("priotity", 1);

    assertThat(apply(object).refusal()).contains("unknown field").contains("spec.priotity");
  }

  @Test
  void a_status_is_the_operators_and_dropped_from_what_a_user_creates() {
    var object = Objects.requireNonNull(AdmissionTable.good().get("job-minimal")).deepCopy();
    object.putObject("status").put("state", "Succeeded");
    apply(object).ok();

    var state =
        CLUSTER
            .kubectl()
            .run(
                "get",
                "vj",
                object.at(JsonPointer.compile("/metadata/name")).asText(),
                "-n",
                NAMESPACE,
                "-o",
                "jsonpath={.status.state}")
            .ok();

    assertThat(state).isNotEqualTo("Succeeded");
  }

  private static Program.Result apply(ObjectNode object, String... options) {
    var here = object.deepCopy();
    ((ObjectNode) here.get("metadata")).put("namespace", NAMESPACE);
    var command = new ArrayList<>(List.of("apply", "-f", "-"));
    command.addAll(List.of(options));
    return CLUSTER.kubectl().runWith(here.toString(), command.toArray(String[]::new));
  }
}
