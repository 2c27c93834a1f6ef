package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the API server of a pod. A pod that is gone is nobody's concern any more. */
final class PodReporter {
  private static final Logger LOG = LoggerFactory.getLogger(PodReporter.class);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;

  PodReporter(KubernetesClient client) {
    this.client = client;
  }

  /** The pod as it is now; as it was if it is gone or cannot be read. */
  Pod latest(Pod pod) {
    try {
      Pod now = client.resource(pod).get();
      return now == null ? pod : now;
    } catch (KubernetesClientException e) {
      return pod;
    }
  }

  void report(Pod pod, PodStatus status) {
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(
                Map.of("metadata", Map.of("uid", pod.getMetadata().getUid()), "status", status));
    quietly(
        pod,
        () ->
            client
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(MERGE, patch));
  }

  /** Confirms that a deleted pod has ended. */
  void confirmDeletion(Pod pod) {
    quietly(
        pod,
        () ->
            client
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withGracePeriod(0)
                .delete());
  }

  private static void quietly(Pod pod, Runnable call) {
    try {
      call.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        LOG.warn("pod {}: {}", pod.getMetadata().getName(), e.getMessage());
      }
    }
  }
}
