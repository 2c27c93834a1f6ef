package dev.videojob.operator.resources;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator's settings say about worker pods where a queue's template says nothing.
 *
 * @param image container image of the worker
 * @param serviceAccount of the pods, or the namespace's default
 * @param credentialsSecret Secret whose keys become the worker's environment
 * @param cpu request and limit, as a Kubernetes quantity
 * @param memory limit, as a Kubernetes quantity
 * @param environment variables of every worker, none of them secret
 * @param progressBaseUrl where workers post their progress, without a slash at the end
 */
public record WorkerDefaults(
    String image,
    @Nullable String serviceAccount,
    @Nullable String credentialsSecret,
    String cpu,
    String memory,
    Map<String, String> environment,
    @Nullable String progressBaseUrl) {

  public WorkerDefaults {
    environment = Map.copyOf(environment);
  }
}
