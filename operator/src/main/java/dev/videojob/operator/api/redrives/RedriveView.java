package dev.videojob.operator.api.redrives;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveStatus;
import dev.videojob.api.v1alpha1.RedriveState;
import java.util.Objects;

/** A redrive as callers see it: what was asked for, and how far it is. Pure. */
final class RedriveView {
  private RedriveView() {}

  static ObjectNode of(DeadLetterRedrive redrive, ObjectMapper json) {
    var spec = redrive.getSpec();
    var view = json.createObjectNode();
    view.put("namespace", redrive.getMetadata().getNamespace());
    view.put("name", redrive.getMetadata().getName());
    view.put("queue", spec.queueRef());
    view.set("selector", json.valueToTree(spec.selector()));
    view.put("dryRun", spec.dryRun());
    view.put("maxPerSecond", spec.maxPerSecond());
    view.put("maxMessages", spec.maxMessages());
    story(view, Objects.requireNonNullElse(redrive.getStatus(), DeadLetterRedriveStatus.NEW), json);
    view.put("createdAt", redrive.getMetadata().getCreationTimestamp());
    view.properties().removeIf(entry -> entry.getValue().isNull());
    return view;
  }

  private static void story(ObjectNode view, DeadLetterRedriveStatus status, ObjectMapper json) {
    view.set(
        "state",
        json.valueToTree(Objects.requireNonNullElse(status.state(), RedriveState.WAITING)));
    view.put("message", status.message());
    view.put("examined", status.examined());
    view.put("matched", status.matched());
    view.put("redriven", status.redriven());
    view.set("samples", json.valueToTree(status.samples()));
    view.put("startedAt", status.startTime());
    view.put("completedAt", status.completionTime());
  }
}
