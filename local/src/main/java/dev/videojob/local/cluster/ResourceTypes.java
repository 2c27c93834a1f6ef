package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The types that the API server knows; a CustomResourceDefinition adds its own. */
final class ResourceTypes {
  static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true, true, false);
  static final ResourceType SECRETS = ResourceType.data("", "v1", "secrets", "Secret");
  static final ResourceType JOBS = new ResourceType("batch", "v1", "jobs", "Job", true, true, true);
  static final ResourceType DEFINITIONS =
      new ResourceType(
          "apiextensions.k8s.io",
          "v1",
          "customresourcedefinitions",
          "CustomResourceDefinition",
          false,
          true,
          true);

  private static final String OURS = "videojob.dev";

  private static final List<ResourceType> INITIAL =
      List.of(
          PODS,
          SECRETS,
          JOBS,
          DEFINITIONS,
          ResourceType.data("", "v1", "configmaps", "ConfigMap"),
          ResourceType.data("", "v1", "events", "Event"),
          ResourceType.data("", "v1", "serviceaccounts", "ServiceAccount"),
          new ResourceType("", "v1", "services", "Service", true, true, false),
          new ResourceType(
              "", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, true, false),
          new ResourceType("", "v1", "namespaces", "Namespace", false, true, false),
          new ResourceType("", "v1", "nodes", "Node", false, true, false),
          ResourceType.data("events.k8s.io", "v1", "events", "Event"),
          ResourceType.data("coordination.k8s.io", "v1", "leases", "Lease"),
          ResourceType.custom(OURS, "v1alpha1", "videojobs", "VideoJob"),
          ResourceType.custom(OURS, "v1alpha1", "videoqueues", "VideoQueue"),
          ResourceType.custom(OURS, "v1alpha1", "transcodeprofiles", "TranscodeProfile"),
          ResourceType.custom(OURS, "v1alpha1", "deadletterredrives", "DeadLetterRedrive"),
          new ResourceType(OURS, "v1alpha1", "finishedworks", "FinishedWork", true, false, true));

  private final Map<String, ResourceType> byPath = new ConcurrentHashMap<>();

  ResourceTypes() {
    INITIAL.forEach(this::add);
  }

  void add(ResourceType type) {
    byPath.put(path(type.group(), type.version(), type.plural()), type);
  }

  Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(path(group, version, plural)));
  }

  Collection<ResourceType> all() {
    return byPath.values();
  }

  /** Serves what a CustomResourceDefinition defines, each version with its own subresources. */
  void define(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    for (JsonNode version : spec.path("versions")) {
      add(
          new ResourceType(
              spec.path("group").asText(),
              version.path("name").asText(),
              spec.at("/names/plural").asText(),
              spec.at("/names/kind").asText(),
              "Namespaced".equals(spec.path("scope").asText("Namespaced")),
              version.at("/subresources/status").isObject(),
              true));
    }
  }

  private static String path(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }
}
