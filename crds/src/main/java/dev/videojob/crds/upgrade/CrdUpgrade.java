package dev.videojob.crds.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an upgrade of CRDs in place would break. */
public final class CrdUpgrade {
  private final Site crd;
  private final List<BreakingChange> found = new ArrayList<>();

  private CrdUpgrade(JsonNode old) {
    this.crd = new Site(old.at("/spec/names/kind").asText(), "", "");
  }

  /** What breaks when {@code present} is applied where {@code old} is, in the order of the CRD. */
  public static List<BreakingChange> breakingChanges(JsonNode old, JsonNode present) {
    CrdUpgrade upgrade = new CrdUpgrade(old);
    upgrade.identity(old.path("spec"), present.path("spec"));
    upgrade.names(old.at("/spec/names"), present.at("/spec/names"));
    old.at("/spec/versions")
        .forEach(version -> upgrade.version(version, present.at("/spec/versions")));
    return List.copyOf(upgrade.found);
  }

  /** The same for sets of CRDs, which are told apart by {@code metadata.name}. */
  public static List<BreakingChange> breakingChanges(
      Collection<JsonNode> old, Collection<JsonNode> present) {
    Map<String, JsonNode> byName =
        present.stream().collect(Collectors.toMap(CrdUpgrade::name, Function.identity()));
    List<BreakingChange> found = new ArrayList<>();
    for (JsonNode crd : old) {
      JsonNode successor = byName.get(name(crd));
      if (successor == null) {
        found.add(new CrdUpgrade(crd).crd.broken(Breach.KIND_REMOVED, name(crd) + " removed"));
      } else {
        found.addAll(breakingChanges(crd, successor));
      }
    }
    return List.copyOf(found);
  }

  private static String name(JsonNode crd) {
    return crd.at("/metadata/name").asText();
  }

  private void identity(JsonNode old, JsonNode present) {
    for (String pointer : List.of("/group", "/scope", "/names/kind", "/names/plural")) {
      String before = old.at(pointer).asText();
      String now = present.at(pointer).asText();
      if (!before.equals(now)) {
        report(
            "spec" + pointer.replace('/', '.'),
            Breach.IDENTITY_CHANGED,
            "changed from " + before + " to " + now);
      }
    }
  }

  private void names(JsonNode old, JsonNode present) {
    for (String field : List.of("listKind", "singular", "shortNames", "categories")) {
      gone(texts(old.path(field)), texts(present.path(field)))
          .forEach(name -> report("spec.names." + field, Breach.NAME_REMOVED, name + " removed"));
    }
  }

  private void version(JsonNode old, JsonNode versions) {
    Site site = new Site(crd.kind(), old.get("name").asText(), "");
    boolean served = old.path("served").asBoolean();
    boolean stored = old.path("storage").asBoolean();
    Optional<JsonNode> kept =
        stream(versions).filter(now -> now.get("name").equals(old.get("name"))).findFirst();
    if (stored && kept.isEmpty()) {
      found.add(
          site.broken(Breach.STORED_VERSION_REMOVED, "removed, and objects are stored in it"));
    } else if (served && !kept.map(now -> now.path("served").asBoolean()).orElse(false)) {
      found.add(site.broken(Breach.VERSION_NOT_SERVED, "no longer served"));
    }
    if (served || stored) {
      kept.ifPresent(now -> content(site, old, now));
    }
  }

  private void content(Site site, JsonNode old, JsonNode now) {
    subresources(site, old.path("subresources"), now.path("subresources"));
    gone(selectors(old), selectors(now))
        .forEach(
            selector ->
                found.add(
                    site.broken(Breach.SELECTOR_REMOVED, "selectable " + selector + " removed")));
    found.addAll(
        SchemaChanges.between(
            site, old.at("/schema/openAPIV3Schema"), now.at("/schema/openAPIV3Schema")));
  }

  private void subresources(Site site, JsonNode old, JsonNode now) {
    if (old.has("status") != now.has("status")) {
      String change = now.has("status") ? "status subresource added" : "status subresource removed";
      found.add(site.broken(Breach.SUBRESOURCE_CHANGED, change));
    }
    if (old.has("scale") && !old.get("scale").equals(now.path("scale"))) {
      String change = now.has("scale") ? "scale subresource changed" : "scale subresource removed";
      found.add(site.broken(Breach.SUBRESOURCE_CHANGED, change));
    }
  }

  private void report(String path, Breach breach, String change) {
    found.add(new Site(crd.kind(), "", path).broken(breach, change));
  }

  private static Set<String> selectors(JsonNode version) {
    return stream(version.path("selectableFields"))
        .map(field -> field.path("jsonPath").asText())
        .collect(Collectors.toSet());
  }

  /** One text or a list of them. */
  private static Set<String> texts(JsonNode node) {
    return node.isTextual()
        ? Set.of(node.asText())
        : stream(node).map(JsonNode::asText).collect(Collectors.toSet());
  }

  private static List<String> gone(Set<String> before, Set<String> now) {
    return before.stream().filter(name -> !now.contains(name)).sorted().toList();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
