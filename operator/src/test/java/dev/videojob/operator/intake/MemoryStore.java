package dev.videojob.operator.intake;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** An API server in memory that fails at a chosen call, before or after the call's effect. */
final class MemoryStore implements VideoJobStore {
  private final Map<String, VideoJob> jobs = new TreeMap<>();
  private final Map<String, Secret> secrets = new TreeMap<>();
  private int versions;
  private int calls;
  private int failingCall = -1;
  private boolean afterEffect;
  private Runnable before = () -> {};

  /** The calls so far. */
  int calls() {
    return calls;
  }

  void failAt(int call, boolean afterItsEffect) {
    calls = 0;
    failingCall = call;
    afterEffect = afterItsEffect;
  }

  void failNoMore() {
    failingCall = -1;
  }

  /** Has something happen once, just before the next call. */
  void beforeNextCall(Runnable something) {
    before = something;
  }

  Collection<VideoJob> jobs() {
    return jobs.values();
  }

  Collection<Secret> secrets() {
    return secrets.values();
  }

  void remove(String name) {
    jobs.remove(name);
  }

  void put(VideoJob job) {
    job.getMetadata().setResourceVersion(Integer.toString(++versions));
    jobs.put(job.getMetadata().getName(), Serialization.clone(job));
  }

  private <T> T call(Supplier<T> effect) {
    Runnable first = before;
    before = () -> {};
    first.run();
    boolean fails = calls++ == failingCall;
    if (fails && !afterEffect) {
      throw new Unavailable("The API server is away.");
    }
    T result = effect.get();
    if (fails) {
      throw new Unavailable("The API server's answer was lost.");
    }
    return result;
  }

  @Override
  public Creation create(VideoJob job) {
    return call(
        () -> {
          if (jobs.containsKey(job.getMetadata().getName())) {
            return new Creation.AlreadyExists();
          }
          VideoJob stored = Serialization.clone(job);
          stored.getMetadata().setUid("uid-" + job.getMetadata().getName());
          put(stored);
          return new Creation.Created(Serialization.clone(stored));
        });
  }

  @Override
  public Optional<VideoJob> find(String namespace, String name) {
    return call(() -> Optional.ofNullable(jobs.get(name)).map(Serialization::clone));
  }

  @Override
  public List<VideoJob> ofMessage(String namespace, String messageLabel) {
    return call(
        () ->
            jobs.values().stream()
                .filter(
                    job ->
                        messageLabel.equals(job.getMetadata().getLabels().get(Names.MESSAGE_LABEL)))
                .map(Serialization::clone)
                .toList());
  }

  @Override
  public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
    return call(
        () -> {
          VideoJob live = jobs.get(asRead.getMetadata().getName());
          if (live == null
              || !live.getMetadata()
                  .getResourceVersion()
                  .equals(asRead.getMetadata().getResourceVersion())) {
            return Optional.empty();
          }
          live.getMetadata().getAnnotations().putAll(annotations);
          put(live);
          return Optional.of(Serialization.clone(live));
        });
  }

  @Override
  public void ensure(Secret secret) {
    boolean _ = call(() -> secrets.putIfAbsent(secret.getMetadata().getName(), secret) == null);
  }
}
