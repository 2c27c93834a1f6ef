package dev.videojob.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What observing reads from the cluster. */
public interface ClusterReads {
  /** The Job as the cache has it. */
  Optional<Job> cachedJob(String namespace, String name);

  /** The Job as the API server has it now. */
  Optional<Job> liveJob(String namespace, String name);

  /** All workers' pods of a namespace that have not started, as the API server has them now. */
  Stream<Pod> waitingPods(String namespace);

  /** Events that say why a Job's pod was not created, of all Jobs of a namespace. */
  Stream<Event> podRefusals(String namespace);

  /** The Job's pods as the API server has them now. */
  List<Pod> pods(String namespace, String jobName);
}
