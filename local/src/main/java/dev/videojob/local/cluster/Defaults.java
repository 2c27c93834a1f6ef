package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the real API server fills in by itself, for the types whose readers rely on it. */
final class Defaults {
  private Defaults() {}

  static void onCreate(ResourceType type, ObjectNode object) {
    if (type.equals(ResourceTypes.PODS)) {
      object.putObject("status").put("phase", "Pending").put("qosClass", "Burstable");
    }
    if (type.equals(ResourceTypes.JOBS)) {
      object.putObject("status");
      selectOwnPods(object);
    }
    onWrite(type, object);
  }

  static void onWrite(ResourceType type, ObjectNode object) {
    if (type.equals(ResourceTypes.SECRETS)) {
      encodeStringData(object);
    } else if (type.equals(ResourceTypes.PODS)) {
      podSpec(child(object, "spec"), "Always");
    } else if (type.equals(ResourceTypes.JOBS)) {
      jobSpec(child(object, "spec"));
    }
  }

  private static void encodeStringData(ObjectNode secret) {
    JsonNode plain = secret.remove("stringData");
    if (plain == null) {
      return;
    }
    ObjectNode data = child(secret, "data");
    plain
        .properties()
        .forEach(
            entry ->
                data.put(
                    entry.getKey(),
                    Base64.getEncoder()
                        .encodeToString(
                            entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
  }

  private static void selectOwnPods(ObjectNode job) {
    String uid = job.at("/metadata/uid").asText();
    String name = job.at("/metadata/name").asText();
    ObjectNode spec = child(job, "spec");
    child(child(spec, "selector"), "matchLabels").put("batch.kubernetes.io/controller-uid", uid);
    child(child(child(spec, "template"), "metadata"), "labels")
        .put("batch.kubernetes.io/controller-uid", uid)
        .put("batch.kubernetes.io/job-name", name)
        .put("controller-uid", uid)
        .put("job-name", name);
  }

  private static void jobSpec(ObjectNode spec) {
    number(spec, "parallelism", 1);
    number(spec, "completions", 1);
    number(spec, "backoffLimit", 6);
    text(spec, "completionMode", "NonIndexed");
    text(
        spec,
        "podReplacementPolicy",
        spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    if (!spec.has("suspend")) {
      spec.put("suspend", false);
    }
    podSpec(child(child(spec, "template"), "spec"), "Always");
  }

  private static void podSpec(ObjectNode spec, String restartPolicy) {
    text(spec, "restartPolicy", restartPolicy);
    text(spec, "dnsPolicy", "ClusterFirst");
    text(spec, "schedulerName", "default-scheduler");
    number(spec, "terminationGracePeriodSeconds", 30);
    for (JsonNode each : spec.path("containers")) {
      if (each instanceof ObjectNode container) {
        text(container, "terminationMessagePath", "/dev/termination-log");
        text(container, "terminationMessagePolicy", "File");
        text(container, "imagePullPolicy", "IfNotPresent");
      }
    }
  }

  private static void text(ObjectNode object, String field, String value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  private static void number(ObjectNode object, String field, int value) {
    if (!object.hasNonNull(field)) {
      object.put(field, value);
    }
  }

  static ObjectNode child(ObjectNode object, String field) {
    if (object.get(field) instanceof ObjectNode child) {
      return child;
    }
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    object.set(field, made);
    return made;
  }
}
