package dev.videojob.local.cluster;

/** Where the API server reads what a pod has printed; the kubelet knows. */
@FunctionalInterface
public interface PodLogs {
  /**
   * All that a pod has printed so far.
   *
   * @param podUid the pod's uid
   * @return its output, empty if it has not started
   */
  String read(String podUid);
}
