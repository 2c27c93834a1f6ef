package dev.videojob.operator.release;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops the operator's Deployment: a running operator would put its finalizer back. */
final class OperatorShutdown {
  private final KubernetesClient client;

  OperatorShutdown(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Scales the Deployment to zero and waits until its pods are gone. One that is not there is
   * stopped already.
   *
   * @return whether they are gone in time
   */
  boolean stop(String namespace, String deployment, Duration atMost) throws InterruptedException {
    var there = client.apps().deployments().inNamespace(namespace).withName(deployment).get();
    if (there == null) {
      return true;
    }
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(deployment)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}");
    var pods =
        client
            .pods()
            .inNamespace(namespace)
            .withLabelSelector(there.getSpec().getSelector())
            .informOnCondition(List::isEmpty);
    try {
      List<Pod> _ = pods.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new KubernetesClientException("The operator's pods could not be watched", e);
    } finally {
      pods.cancel(true);
    }
  }
}
