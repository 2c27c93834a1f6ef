package dev.videojob.operator.observe;

import dev.videojob.operator.plan.Observation.Trouble;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Why pods do not start. Thousands may wait for room in the cluster at once, and to list the pods
 * of a single Job costs the API server as much as to list those of a namespace: all are looked at
 * together. What is said of one may be as old as the {@link SharedLook}.
 */
final class StartTroubles {
  /** Reason of the Job controller's Event. */
  static final String FAILED_CREATE = "FailedCreate";

  private final ClusterReads cluster;
  private final InstantSource clock;
  private final Map<String, SharedLook<Map<String, Trouble>>> pods = new ConcurrentHashMap<>();
  private final Map<String, SharedLook<Map<String, String>>> refusals = new ConcurrentHashMap<>();

  StartTroubles(ClusterReads cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** Why the pod of {@code job} does not start, or is not created, when anything says so. */
  Optional<Trouble> of(Job job) {
    return hasPod(job) ? ofPod(job) : ofCreation(job);
  }

  private static boolean hasPod(Job job) {
    return job.getStatus() != null
        && Objects.requireNonNullElse(job.getStatus().getActive(), 0) > 0;
  }

  private Optional<Trouble> ofPod(Job job) {
    return pods.computeIfAbsent(
            job.getMetadata().getNamespace(),
            namespace -> new SharedLook<>(() -> troubles(namespace), clock))
        .look()
        .map(seen -> seen.get(job.getMetadata().getName()));
  }

  private Map<String, Trouble> troubles(String namespace) {
    var troubles = new HashMap<String, Trouble>();
    cluster
        .waitingPods(namespace)
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .forEach(pod -> jobName(pod).ifPresent(job -> tell(troubles, job, pod)));
    return troubles;
  }

  /** A newer pod's word replaces that of an older one, also where it has nothing to say. */
  private static void tell(Map<String, Trouble> troubles, String job, Pod pod) {
    PodVerdict.trouble(pod)
        .ifPresentOrElse(trouble -> troubles.put(job, trouble), () -> troubles.remove(job));
  }

  private Optional<Trouble> ofCreation(Job job) {
    return refusals
        .computeIfAbsent(
            job.getMetadata().getNamespace(),
            namespace -> new SharedLook<>(() -> refusals(namespace), clock))
        .look()
        .map(seen -> seen.get(job.getMetadata().getUid()))
        .map(message -> new Trouble(FAILED_CREATE, message));
  }

  private Map<String, String> refusals(String namespace) {
    return cluster
        .podRefusals(namespace)
        .filter(event -> event.getMessage() != null)
        .sorted(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
        .collect(
            Collectors.toMap(
                event -> event.getInvolvedObject().getUid(),
                Event::getMessage,
                (earlier, later) -> later));
  }

  private static Optional<String> jobName(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .map(labels -> labels.get(Names.JOB_NAME_LABEL));
  }
}
