package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The part of the API that says what the API has, and whether it is well. */
final class Discovery {
  private final ResourceTypes types;

  Discovery(ResourceTypes types) {
    this.types = types;
  }

  /** The answer for a path of discovery, or empty for any other path. */
  Optional<ObjectNode> answer(String path) {
    return switch (path) {
      case "/api" -> Optional.of(coreVersions());
      case "/apis" -> Optional.of(groups());
      case "/version" -> Optional.of(version());
      case "/healthz", "/livez", "/readyz" -> Optional.of(object().put("status", "ok"));
      default -> path.startsWith("/api/") ? core(path) : inGroup(path);
    };
  }

  private Optional<ObjectNode> core(String path) {
    String[] segments = path.substring(1).split("/", -1);
    return segments.length == 2 ? resources("", segments[1]) : Optional.empty();
  }

  private Optional<ObjectNode> inGroup(String path) {
    String[] segments = path.substring(1).split("/", -1);
    return switch (segments.length) {
      case 2 -> Optional.ofNullable(groupsByName().get(segments[1])).map(Discovery::group);
      case 3 -> resources(segments[1], segments[2]);
      default -> Optional.empty();
    };
  }

  private Optional<ObjectNode> resources(String group, String version) {
    List<ResourceType> served =
        types.all().stream()
            .filter(type -> type.group().equals(group) && type.version().equals(version))
            .toList();
    if (served.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode list = object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", served.getFirst().apiVersion());
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : served) {
      resources.add(resource(type, type.plural()));
      if (type.status()) {
        resources.add(resource(type, type.plural() + "/status"));
      }
    }
    return Optional.of(list);
  }

  private static ObjectNode resource(ResourceType type, String name) {
    ObjectNode resource = object().put("name", name);
    resource.put("singularName", type.kind().toLowerCase(Locale.ROOT));
    resource.put("namespaced", type.namespaced()).put("kind", type.kind());
    ArrayNode verbs = resource.putArray("verbs");
    List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
        .forEach(verbs::add);
    return resource;
  }

  private ObjectNode groups() {
    ObjectNode list = object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    groupsByName().values().forEach(types -> groups.add(group(types)));
    return list;
  }

  private Map<String, List<ResourceType>> groupsByName() {
    return types.all().stream()
        .filter(type -> !type.group().isEmpty())
        .collect(Collectors.groupingBy(ResourceType::group, TreeMap::new, Collectors.toList()));
  }

  private static ObjectNode group(List<ResourceType> members) {
    ObjectNode group = object().put("kind", "APIGroup").put("apiVersion", "v1");
    group.put("name", members.getFirst().group());
    ArrayNode versions = group.putArray("versions");
    members.stream()
        .map(ResourceType::version)
        .distinct()
        .sorted()
        .forEach(
            version ->
                versions
                    .addObject()
                    .put("groupVersion", members.getFirst().group() + "/" + version)
                    .put("version", version));
    group.set("preferredVersion", versions.get(0).deepCopy());
    return group;
  }

  private static ObjectNode coreVersions() {
    ObjectNode list = object().put("kind", "APIVersions");
    list.putArray("versions").add("v1");
    return list;
  }

  private static ObjectNode version() {
    return object().put("major", "1").put("minor", "33").put("gitVersion", "v1.33.0-local");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
