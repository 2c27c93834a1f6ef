package dev.videojob.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster that shows what it was given, and remembers what it was asked. */
final class RecordedCluster implements ClusterReads {
  private @Nullable Job cached;
  private @Nullable Job live;
  private final List<Pod> pods = new ArrayList<>();
  private final List<Event> refusals = new ArrayList<>();
  final List<String> asked = new ArrayList<>();

  /** The Job is there, in the cache and at the API server. */
  RecordedCluster with(AJob job) {
    cached = job.build();
    live = cached;
    return this;
  }

  /** The Job is there, but the cache does not know it yet. */
  RecordedCluster withUncached(AJob job) {
    live = job.build();
    return this;
  }

  RecordedCluster with(APod pod) {
    pods.add(pod.build());
    return this;
  }

  /** The Job controller may not create its pods. */
  RecordedCluster refusingPods(String jobUid, String time, String message) {
    refusals.add(
        new EventBuilder()
            .withInvolvedObject(new ObjectReferenceBuilder().withUid(jobUid).build())
            .withLastTimestamp(time)
            .withMessage(message)
            .build());
    return this;
  }

  @Override
  public Stream<Pod> waitingPods(String namespace) {
    asked.add("waiting pods of " + namespace);
    return pods.stream();
  }

  @Override
  public Stream<Event> podRefusals(String namespace) {
    asked.add("refusals of pods of " + namespace);
    return refusals.stream();
  }

  @Override
  public Optional<Job> cachedJob(String namespace, String name) {
    asked.add("cached job " + namespace + "/" + name);
    return Optional.ofNullable(cached);
  }

  @Override
  public Optional<Job> liveJob(String namespace, String name) {
    asked.add("live job " + namespace + "/" + name);
    return Optional.ofNullable(live);
  }

  @Override
  public List<Pod> pods(String namespace, String jobName) {
    asked.add("pods of " + namespace + "/" + jobName);
    return List.copyOf(pods);
  }
}
