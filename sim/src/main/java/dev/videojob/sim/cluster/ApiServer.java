package dev.videojob.sim.cluster;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.sim.time.Agenda;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What etcd has, with versions, finalizers, owners and watches. What is stored is never changed in
 * place, and what is handed out is a copy.
 */
public final class ApiServer {
  private final Agenda agenda;
  private final Map<String, VideoJob> videoJobs = new LinkedHashMap<>();
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private long version;
  private long uids;

  /** Sees every change at once, as it happens. */
  public interface Watcher {
    default void videoJob(@Nullable VideoJob before, @Nullable VideoJob after) {}

    default void job(@Nullable Job before, @Nullable Job after) {}
  }

  public ApiServer(Agenda agenda) {
    this.agenda = agenda;
  }

  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  public void unwatch(Watcher watcher) {
    watchers.remove(watcher);
  }

  public Collection<VideoJob> videoJobs() {
    return videoJobs(_ -> true).toList();
  }

  /** Those that are {@code wanted}, which must not change what it is shown. */
  public Stream<VideoJob> videoJobs(Predicate<VideoJob> wanted) {
    return videoJobs.values().stream().filter(wanted).map(ApiServer::copy);
  }

  public Collection<Job> jobs() {
    return List.copyOf(jobs.values());
  }

  public Optional<VideoJob> videoJob(String name) {
    return Optional.ofNullable(videoJobs.get(name)).map(ApiServer::copy);
  }

  /** Empty if there is one of its name. The status of a creation is dropped. */
  public Optional<VideoJob> create(VideoJob wanted) {
    if (videoJobs.containsKey(wanted.getMetadata().getName())) {
      return Optional.empty();
    }
    var made = copy(wanted);
    made.setStatus(null);
    made.getMetadata().setUid("uid-" + ++uids);
    made.getMetadata().setGeneration(1L);
    made.getMetadata()
        .setCreationTimestamp(agenda.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return Optional.of(put(made));
  }

  /** Empty if the VideoJob is not what it was any more, or gone. */
  public Optional<VideoJob> annotate(VideoJob asRead, Map<String, String> annotations) {
    return asItWas(asRead)
        .map(
            live -> {
              var all = new LinkedHashMap<>(live.getMetadata().getAnnotations());
              all.putAll(annotations);
              live.getMetadata().setAnnotations(all);
              return put(live);
            });
  }

  /** Empty if the VideoJob is not what it was any more, or gone. */
  public Optional<VideoJob> putStatus(VideoJob asRead, @Nullable VideoJobStatus status) {
    return asItWas(asRead)
        .map(
            live -> {
              live.setStatus(status);
              return put(live);
            });
  }

  /** Empty if the VideoJob is not what it was any more, or gone. */
  public Optional<VideoJob> setFinalizers(VideoJob asRead, List<String> finalizers) {
    return asItWas(asRead)
        .map(
            live -> {
              live.getMetadata().setFinalizers(finalizers);
              return live.getMetadata().getDeletionTimestamp() != null && finalizers.isEmpty()
                  ? remove(live)
                  : put(live);
            });
  }

  /** Deletes the VideoJob if it is still at that version. */
  public void deleteVideoJob(String name, String resourceVersion) {
    var live = videoJobs.get(name);
    if (live != null && live.getMetadata().getResourceVersion().equals(resourceVersion)) {
      deleteVideoJob(name);
    }
  }

  public void deleteVideoJob(String name) {
    var live = videoJobs.get(name);
    if (live == null || live.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    var going = copy(live);
    if (going.getMetadata().getFinalizers().isEmpty()) {
      remove(going);
    } else {
      going
          .getMetadata()
          .setDeletionTimestamp(agenda.instant().truncatedTo(ChronoUnit.SECONDS).toString());
      put(going);
    }
  }

  private Optional<VideoJob> asItWas(VideoJob asRead) {
    var meta = asRead.getMetadata();
    return Optional.ofNullable(videoJobs.get(meta.getName()))
        .filter(live -> live.getMetadata().getUid().equals(meta.getUid()))
        .filter(live -> live.getMetadata().getResourceVersion().equals(meta.getResourceVersion()))
        .map(ApiServer::copy);
  }

  private VideoJob put(VideoJob job) {
    job.getMetadata().setResourceVersion(Long.toString(++version));
    var before = videoJobs.put(job.getMetadata().getName(), job);
    List.copyOf(watchers).forEach(watcher -> watcher.videoJob(before, job));
    return copy(job);
  }

  private VideoJob remove(VideoJob job) {
    var before = videoJobs.remove(job.getMetadata().getName());
    List.copyOf(watchers).forEach(watcher -> watcher.videoJob(before, null));
    collectGarbage(job);
    return job;
  }

  private void collectGarbage(VideoJob owner) {
    var uid = owner.getMetadata().getUid();
    secrets.values().removeIf(secret -> ownedBy(secret, uid));
    jobs.values().stream()
        .filter(job -> ownedBy(job, uid))
        .map(job -> job.getMetadata().getName())
        .toList()
        .forEach(
            name ->
                agenda.between(Duration.ZERO, Duration.ofSeconds(5), () -> removeJob(name, uid)));
  }

  private void removeJob(String name, String ownerUid) {
    if (jobs.containsKey(name) && ownedBy(jobs.get(name), ownerUid)) {
      removeJob(name);
    }
  }

  private static boolean ownedBy(HasMetadata object, String uid) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(uid));
  }

  public Optional<Job> job(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  /** False if there is one of its name. */
  public boolean create(Job wanted) {
    if (jobs.containsKey(wanted.getMetadata().getName())) {
      return false;
    }
    wanted.getMetadata().setUid("uid-" + ++uids);
    putJob(wanted);
    return true;
  }

  /** Replaces a Job by a later one of its own. */
  public void putJob(Job job) {
    job.getMetadata().setResourceVersion(Long.toString(++version));
    var before = jobs.put(job.getMetadata().getName(), job);
    List.copyOf(watchers).forEach(watcher -> watcher.job(before, job));
  }

  public void removeJob(String name) {
    var before = jobs.remove(name);
    if (before != null) {
      List.copyOf(watchers).forEach(watcher -> watcher.job(before, null));
    }
  }

  public Optional<Secret> secret(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  /** The Secret of that name, made if there was none. */
  public Secret secret(Secret wanted) {
    return secrets.computeIfAbsent(wanted.getMetadata().getName(), name -> wanted);
  }

  /** A copy that its holder may change; spec and status are records and shared. */
  public static VideoJob copy(VideoJob job) {
    var copy = new VideoJob();
    copy.setMetadata(new ObjectMetaBuilder(job.getMetadata()).build());
    copy.setSpec(job.getSpec());
    copy.setStatus(job.getStatus());
    return copy;
  }
}
