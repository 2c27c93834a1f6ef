package dev.videojob.operator.api.rest;

import dev.videojob.operator.resources.ObjectName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Objects of the cluster that callers name. */
public final class NamedObject {
  private NamedObject() {}

  /** The object of that name as it is now; empty also where none can be called so. */
  public static <R extends HasMetadata> Optional<R> find(
      KubernetesClient client, Class<R> type, String namespace, String name) {
    return ObjectName.possible(name)
        ? Optional.ofNullable(client.resources(type).inNamespace(namespace).withName(name).get())
        : Optional.empty();
  }

  /**
   * The object that the path of a call names, as it is now, or a refusal. What the caller may do is
   * checked before.
   *
   * @param variable of the path, which is what people call such an object
   */
  public static <R extends HasMetadata> R of(
      Call call, KubernetesClient client, Class<R> type, String variable) {
    var namespace = call.namespace();
    var name = call.variable(variable);
    return find(client, type, namespace, name)
        .orElseThrow(
            () ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "There is no %s %s in the namespace %s."
                            .formatted(variable, name, namespace))
                    .asRefusal());
  }
}
