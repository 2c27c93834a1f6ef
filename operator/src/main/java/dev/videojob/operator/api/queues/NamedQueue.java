package dev.videojob.operator.api.queues;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.api.rest.Call;
import dev.videojob.operator.api.rest.ObjectName;
import dev.videojob.operator.api.rest.Problem;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The VideoQueue that the path of a call names. */
public final class NamedQueue {
  private NamedQueue() {}

  /** That VideoQueue as it is now, or a refusal. What the caller may do is checked before. */
  public static VideoQueue of(Call call, KubernetesClient client) {
    var namespace = call.namespace();
    var name = call.variable("queue");
    var queue =
        ObjectName.possible(name)
            ? client.resources(VideoQueue.class).inNamespace(namespace).withName(name).get()
            : null;
    if (queue == null) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "There is no queue %s in the namespace %s.".formatted(name, namespace))
          .asRefusal();
    }
    return queue;
  }
}
