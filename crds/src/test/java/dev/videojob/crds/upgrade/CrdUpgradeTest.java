package dev.videojob.crds.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.crds.CommittedCrds;
import dev.videojob.crds.upgrade.ChangeTable.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CrdUpgradeTest {
  private static final Collection<JsonNode> PRESENT = CommittedCrds.byKind().values();

  static List<Change> changes() {
    return ChangeTable.all();
  }

  static Collection<JsonNode> crds() {
    return PRESENT;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void forth(Change change) {
    assertThat(CrdUpgrade.breakingChanges(change.old(), change.now()))
        .map(BreakingChange::toString)
        .containsExactlyElementsOf(change.forth());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void back(Change change) {
    assertThat(CrdUpgrade.breakingChanges(change.now(), change.old()))
        .map(BreakingChange::toString)
        .containsExactlyElementsOf(change.back());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KIND_REMOVED")
  void theTableHasEveryBreach(Breach breach) {
    assertThat(changes())
        .flatMap(change -> CrdUpgrade.breakingChanges(change.old(), change.now()))
        .extracting(BreakingChange::breach)
        .contains(breach);
  }

  @Test
  void aKindThatIsGoneBreaks() {
    List<JsonNode> fewer = PRESENT.stream().skip(1).toList();

    assertThat(CrdUpgrade.breakingChanges(PRESENT, fewer))
        .map(BreakingChange::toString)
        .containsExactly("VideoJob: videojobs.videojob.dev removed");
    assertThat(CrdUpgrade.breakingChanges(fewer, PRESENT)).isEmpty();
  }

  @Test
  void theSameCrdsBreakNothing() {
    assertThat(CrdUpgrade.breakingChanges(PRESENT, PRESENT)).isEmpty();
  }

  /** Nothing of our own schemas hides a field from the comparison. */
  @ParameterizedTest
  @MethodSource("crds")
  void everyFieldOfOursIsMissedWhenItGoes(JsonNode crd) {
    Map<String, JsonNode> fields = fields(crd.at("/spec/versions/0/schema/openAPIV3Schema"), "");
    assertThat(fields).hasSizeGreaterThan(5);

    fields.forEach(
        (pointer, _) -> {
          ObjectNode without = crd.deepCopy();
          int name = pointer.lastIndexOf('/');
          JsonNode root = without.at("/spec/versions/0/schema/openAPIV3Schema");
          ((ObjectNode) root.at(pointer.substring(0, name))).remove(pointer.substring(name + 1));

          assertThat(CrdUpgrade.breakingChanges(crd, without))
              .filteredOn(change -> change.breach() == Breach.FIELD_REMOVED)
              .singleElement()
              .extracting(BreakingChange::path)
              .isEqualTo(path(pointer));
        });
  }

  /** Schemas of fields by their pointer from the root. */
  private static Map<String, JsonNode> fields(JsonNode schema, String at) {
    List<Map.Entry<String, JsonNode>> found = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String pointer = at + "/properties/" + field.getKey();
              found.add(Map.entry(pointer, field.getValue()));
              found.addAll(fields(field.getValue(), pointer).entrySet());
            });
    Stream.of("items", "additionalProperties")
        .filter(schema::has)
        .forEach(each -> found.addAll(fields(schema.get(each), at + "/" + each).entrySet()));
    return found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String path(String pointer) {
    return pointer
        .replaceFirst("^/properties/", "")
        .replace("/properties/", ".")
        .replaceAll("/(items|additionalProperties)", "[*]");
  }
}
