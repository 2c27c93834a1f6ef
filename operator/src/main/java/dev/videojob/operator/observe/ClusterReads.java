package dev.videojob.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/** What observing reads from the cluster. */
public interface ClusterReads {
  /** The Job as the cache has it. */
  Optional<Job> cachedJob(String namespace, String name);

  /** The Job as the API server has it now. */
  Optional<Job> liveJob(String namespace, String name);

  /** Why the Job's pods are not created, in the API server's words; empty when nothing says so. */
  Optional<String> podRefusal(Job job);

  /** The Job's pods as the API server has them now. */
  List<Pod> pods(String namespace, String jobName);
}
