package dev.videojob.operator.observe;

import static java.util.Objects.requireNonNullElse;

import dev.videojob.operator.plan.Observation.Trouble;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, SharedLook<Map<String, Said>>> pods = new ConcurrentHashMap<>();
  private final Map<String, SharedLook<Map<String, Said>>> refusals = new ConcurrentHashMap<>();

  /** What is said of a Job, and when. */
  private record Said(String time, @Nullable Trouble trouble) {
    static Said by(Pod pod) {
      return new Said(
          pod.getMetadata().getCreationTimestamp(), PodVerdict.trouble(pod).orElse(null));
    }

    static Said by(Event event) {
      return new Said(
          requireNonNullElse(event.getLastTimestamp(), ""),
          new Trouble(FAILED_CREATE, requireNonNullElse(event.getMessage(), "")));
    }

    Said orLater(Said other) {
      return other.time.compareTo(time) > 0 ? other : this;
    }
  }

  StartTroubles(ClusterReads cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** Why the pod of {@code job} does not start, or is not created, when anything says so. */
  Optional<Trouble> of(Job job) {
    return hasPod(job) ? ofPod(job) : ofCreation(job);
  }

  private static boolean hasPod(Job job) {
    return job.getStatus() != null && requireNonNullElse(job.getStatus().getActive(), 0) > 0;
  }

  private Optional<Trouble> ofPod(Job job) {
    return look(pods, job, this::pods)
        .map(seen -> seen.get(job.getMetadata().getName()))
        .map(Said::trouble);
  }

  private Optional<Trouble> ofCreation(Job job) {
    return look(refusals, job, this::refusals)
        .map(seen -> seen.get(job.getMetadata().getUid()))
        .map(Said::trouble);
  }

  private Optional<Map<String, Said>> look(
      Map<String, SharedLook<Map<String, Said>>> looks,
      Job job,
      Function<String, Map<String, Said>> read) {
    return looks
        .computeIfAbsent(
            job.getMetadata().getNamespace(),
            namespace -> new SharedLook<>(() -> read.apply(namespace), clock))
        .look();
  }

  /** By the name of the Job; nothing else is kept, as they may be thousands. */
  private Map<String, Said> pods(String namespace) {
    var said = new HashMap<String, Said>();
    cluster
        .waitingPods(namespace)
        .forEach(
            pod -> jobName(pod).ifPresent(job -> said.merge(job, Said.by(pod), Said::orLater)));
    return said;
  }

  /** By the uid of the Job. */
  private Map<String, Said> refusals(String namespace) {
    var said = new HashMap<String, Said>();
    cluster
        .podRefusals(namespace)
        .forEach(
            event -> said.merge(event.getInvolvedObject().getUid(), Said.by(event), Said::orLater));
    return said;
  }

  private static Optional<String> jobName(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .map(labels -> labels.get(Names.JOB_NAME_LABEL));
  }
}
