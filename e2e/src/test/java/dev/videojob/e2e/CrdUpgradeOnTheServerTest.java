package dev.videojob.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.crds.admission.AdmissionTable;
import dev.videojob.crds.upgrade.PreviousCrds;
import dev.videojob.crds.upgrade.PreviousCrds.History.Known;
import dev.videojob.e2e.cluster.tools.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The CRDs of the previous commit become the present ones under objects that are there. The tests
 * of the CRDs compare their schemas. It goes first, on CRDs that no operator works with yet.
 */
@Tag("cluster")
@Order(1)
class CrdUpgradeOnTheServerTest {
  private static final RealCluster CLUSTER = RealCluster.fromEnvironment();
  private static final String NAMESPACE = "videojob-e2e-upgrade";
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeEach
  void aNamespace() {
    CLUSTER.namespace(NAMESPACE);
  }

  @AfterEach
  void thePresentCrdsAreThere() {
    CLUSTER.applyCrds();
    CLUSTER.kubectl().run("delete", "namespace", NAMESPACE, "--wait=false").ok();
  }

  @Test
  void objects_of_the_previous_crds_are_kept_whole_and_can_still_be_changed() {
    var history = PreviousCrds.of(Programs.projectRoot());
    assumeTrue(history instanceof Known, String.valueOf(history));
    for (var previous : ((Known) history).crds()) {
      CLUSTER
          .kubectl()
          .runWith(previous.yaml(), "apply", "--server-side", "--force-conflicts", "-f", "-")
          .ok();
    }
    AdmissionTable.good().values().forEach(CrdUpgradeOnTheServerTest::createIfThePreviousTakesIt);
    var before = specs();

    CLUSTER.applyCrds();

    assertThat(before).isNotEmpty();
    var after = specs();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after)
        .allSatisfy(
            (name, spec) -> assertThat(holds(spec, before.get(name))).as("%s", spec).isTrue());
    assertThat(
            CLUSTER
                .kubectl()
                .run("label", "vj,vq,tp,dlr", "--all", "-n", NAMESPACE, "upgraded=yes")
                .lines())
        .hasSize(before.size());
  }

  /** Objects with fields that are new cannot be older than the CRDs. */
  private static void createIfThePreviousTakesIt(ObjectNode object) {
    var here = object.deepCopy();
    ((ObjectNode) here.get("metadata")).put("namespace", NAMESPACE);
    CLUSTER.kubectl().runWith(here.toString(), "create", "-f", "-");
  }

  /** Whether everything in {@code old} is still there; defaults may have come beside it. */
  private static boolean holds(JsonNode now, @Nullable JsonNode old) {
    if (old == null || !old.isObject()) {
      return now.equals(old);
    }
    return old.properties().stream()
        .allMatch(field -> holds(now.path(field.getKey()), field.getValue()));
  }

  private static Map<String, JsonNode> specs() {
    try {
      var specs = new TreeMap<String, JsonNode>();
      var listed =
          JSON.readTree(
              CLUSTER.kubectl().run("get", "vj,vq,tp,dlr", "-n", NAMESPACE, "-o", "json").ok());
      for (var item : listed.get("items")) {
        specs.put(
            item.get("kind").asText() + "/" + item.at("/metadata/name").asText(), item.get("spec"));
      }
      return specs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
