package dev.videojob.crds.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.crds.admission.Admission.Admitted;
import dev.videojob.crds.admission.Admission.Refused;
import dev.videojob.crds.admission.AdmissionTable.Wrong;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the CRDs accept and refuse, and in which words. */
class AdmissionTest {
  private static final Admission ADMISSION = new Admission();

  static Set<String> good() {
    return AdmissionTable.good().keySet();
  }

  static List<Wrong> wrong() {
    return AdmissionTable.wrong();
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodObjectsAreAccepted(String name) {
    ObjectNode object = object(name);

    Admitted created = admitted(object, null);
    assertThat(created.unknownFields()).isEmpty();
    assertThat(admitted(object, created.object()).object()).isEqualTo(created.object());
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongObjectsAreRefusedInWordsThatHelp(Wrong row) {
    ObjectNode old = row.old();

    Refused refused = refused(row.object(), old == null ? null : admitted(old, null).object());

    assertThat(refused.causes())
        .anySatisfy(
            cause -> {
              assertThat(cause.field()).isEqualTo(row.field());
              assertThat(cause.message()).contains(row.says());
            });
  }

  @Test
  void theTableIsLargeEnough() {
    Map<String, Long> rows =
        wrong().stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.object().get("kind").asText(), Collectors.counting()));

    assertThat(rows.values().stream().mapToLong(Long::longValue).sum()).isGreaterThan(60);
    assertThat(rows).hasSize(4);
  }

  @Test
  void unknownFieldsAreDroppedAndNamed() {
    ObjectNode object = object("job-full");
    object.put("sepc", 1);
    ((ObjectNode) object.get("spec")).put("sourceUri", "s3://videos-in/a.mp4");
    ((ObjectNode) object.at("/spec/source")).put("bucket", "b");

    Admitted result = admitted(object, null);

    assertThat(result.unknownFields())
        .containsExactlyInAnyOrder("sepc", "spec.sourceUri", "spec.source.bucket");
    assertThat(result.object()).isEqualTo(admitted(object("job-full"), null).object());
  }

  @Test
  void thePayloadIsNeitherPrunedNorDefaulted() {
    ObjectNode object = object("job-full");

    assertThat(admitted(object, null).object().at("/spec/payload"))
        .isEqualTo(object.at("/spec/payload"));
  }

  @Test
  void nothingIsDoneToTheObjectThatWasGiven() {
    ObjectNode object = object("queue-minimal");

    admitted(object, null);

    assertThat(object).isEqualTo(object("queue-minimal"));
  }

  @Test
  void aNullIsTakenForAbsent() {
    ObjectNode object = object("job-minimal");
    ((ObjectNode) object.get("spec")).putNull("priority").putNull("queueRef");

    assertThat(admitted(object, null).object())
        .isEqualTo(admitted(object("job-minimal"), null).object());
  }

  @Test
  void faultsThatHinderRulesAreToldAlone() {
    ObjectNode object = object("job-minimal");
    ((ObjectNode) object.get("spec")).put("priority", "high").remove("destination");

    assertThat(refused(object, null).message())
        .startsWith("[spec.priority: Invalid value: \"string\": spec.priority in body must be of")
        .contains("some validation rules were not checked")
        .doesNotContain("queueRef");
  }

  @Test
  void everyRuleHasARowThatBreaksItAndOneThatKeepsIt() {
    List<RuleSite> sites = RuleSite.all();
    Map<RuleSite, Integer> kept = new HashMap<>();
    Map<RuleSite, Integer> broken = new HashMap<>();
    for (ObjectNode object : AdmissionTable.good().values()) {
      ObjectNode stored = admitted(object, null).object();
      sites.stream()
          .filter(site -> site.appliesTo(stored))
          .forEach(site -> kept.merge(site, 1, Integer::sum));
    }
    for (Wrong row : wrong()) {
      ObjectNode old = row.old();
      Refused refused = refused(row.object(), old == null ? null : admitted(old, null).object());
      sites.stream()
          .filter(site -> site.brokenBy(row.object(), refused.causes()))
          .forEach(site -> broken.merge(site, 1, Integer::sum));
    }

    assertThat(sites).hasSizeGreaterThan(50);
    assertThat(kept.keySet()).containsExactlyInAnyOrderElementsOf(sites);
    assertThat(broken.keySet()).containsExactlyInAnyOrderElementsOf(sites);
  }

  private static ObjectNode object(String name) {
    ObjectNode object = AdmissionTable.good().get(name);
    assertThat(object).isNotNull();
    return object;
  }

  private static Admitted admitted(JsonNode object, @Nullable JsonNode old) {
    return (Admitted)
        assertThat(ADMISSION.admit(object, old)).isInstanceOf(Admitted.class).actual();
  }

  private static Refused refused(JsonNode object, @Nullable JsonNode old) {
    return (Refused) assertThat(ADMISSION.admit(object, old)).isInstanceOf(Refused.class).actual();
  }
}
