package dev.videojob.sim.operator;

import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.operator.reconcile.CachedVideoJobs;
import dev.videojob.operator.reconcile.KnownJobs;
import dev.videojob.operator.retention.FinishedJob;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.tombstones.Tombstone;
import dev.videojob.sim.cluster.ApiServer;
import dev.videojob.sim.faults.Weather;
import dev.videojob.sim.time.Agenda;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator's watches have brought so far. They bring changes late, in the order of each
 * kind; now and then one breaks, and all is listed anew later.
 */
final class Caches implements ApiServer.Watcher, KnownJobs {
  private static final double BREAKS = 0.002;
  private static final double LAGS = 0.01;
  private static final Duration LONGEST_BREAK = Duration.ofMinutes(2);
  private static final Duration LONGEST_LAG = Duration.ofSeconds(30);
  private static final Duration ORDINARY_LAG = Duration.ofMillis(80);

  private final Agenda agenda;
  private final Weather weather;
  private final ApiServer api;
  private final Consumer<Runnable> whenAwake;
  private final Consumer<String> lookAt;
  private final CachedVideoJobs videoJobs = new CachedVideoJobs();
  private final Map<String, VideoJob> atWork = new LinkedHashMap<>();
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Order videoJobStream = new Order();
  private final Order jobStream = new Order();
  private boolean closed;

  /** The order of one watch. */
  private static final class Order {
    Instant newest = Instant.MIN;
    boolean broken;

    /** Counts the watches of this kind: what one that broke had on its way never arrives. */
    int watch;
  }

  /**
   * @param whenAwake has something happen once the operator does not stand still
   */
  Caches(
      Agenda agenda,
      Weather weather,
      ApiServer api,
      Consumer<Runnable> whenAwake,
      Consumer<String> lookAt) {
    this.agenda = agenda;
    this.weather = weather;
    this.api = api;
    this.whenAwake = whenAwake;
    this.lookAt = lookAt;
  }

  void open() {
    api.watch(this);
    listVideoJobs();
    listJobs();
  }

  void close() {
    closed = true;
    api.unwatch(this);
  }

  @Override
  public void videoJob(@Nullable VideoJob before, @Nullable VideoJob after) {
    bring(
        videoJobStream,
        this::listVideoJobs,
        () -> {
          if (after != null) {
            seen(ApiServer.copy(after));
          } else if (before != null) {
            forget(videoJobs.getKey(before));
          }
        });
  }

  @Override
  public void job(@Nullable Job before, @Nullable Job after) {
    bring(
        jobStream,
        this::listJobs,
        () -> {
          if (after != null) {
            jobs.put(after.getMetadata().getName(), after);
            lookAtOwner(after);
          } else if (before != null) {
            jobs.remove(before.getMetadata().getName());
            lookAtOwner(before);
          }
        });
  }

  private void bring(Order stream, Runnable list, Runnable event) {
    if (stream.broken) {
      return;
    }
    if (weather.happens(BREAKS)) {
      stream.broken = true;
      stream.watch++;
      agenda.after(
          weather.upTo(LONGEST_BREAK),
          () ->
              whenAwake.accept(
                  () -> {
                    stream.broken = false;
                    list.run();
                  }));
      return;
    }
    var watch = stream.watch;
    var lag = weather.upTo(weather.happens(LAGS) ? LONGEST_LAG : ORDINARY_LAG);
    var at = agenda.instant().plus(lag);
    stream.newest = at.isAfter(stream.newest) ? at : stream.newest;
    agenda.after(
        Duration.between(agenda.instant(), stream.newest),
        () ->
            whenAwake.accept(
                () -> {
                  if (!closed && stream.watch == watch) {
                    event.run();
                  }
                }));
  }

  private void lookAtOwner(Job job) {
    job.getMetadata().getOwnerReferences().forEach(owner -> lookAt.accept(owner.getName()));
  }

  private void listVideoJobs() {
    if (closed) {
      return;
    }
    Set<String> there = new HashSet<>();
    for (var job : api.videoJobs()) {
      there.add(videoJobs.getKey(job));
      seen(job);
    }
    videoJobs.keySet().filter(key -> !there.contains(key)).toList().forEach(this::forget);
  }

  private void listJobs() {
    if (closed) {
      return;
    }
    Map<String, Job> before = new LinkedHashMap<>(jobs);
    jobs.clear();
    api.jobs().forEach(job -> jobs.put(job.getMetadata().getName(), job));
    before.values().forEach(this::lookAtOwner);
    jobs.values().forEach(this::lookAtOwner);
  }

  /** As the framework: a job is looked at when its spec changes or it is deleted. */
  private void seen(VideoJob after) {
    var key = videoJobs.getKey(after);
    var before = videoJobs.get(key);
    if (before != null && !newer(after, before)) {
      return;
    }
    keep(key, after);
    var isNew = before == null && (!after.settled() || after.isMarkedForDeletion());
    if (isNew || (before != null && changed(before, after))) {
      lookAt.accept(after.getMetadata().getName());
    }
  }

  private void keep(String key, VideoJob job) {
    var _ = videoJobs.put(key, job);
    if (job.settled()) {
      atWork.remove(key);
    } else {
      atWork.put(key, job);
    }
  }

  private void forget(String key) {
    var _ = videoJobs.remove(key);
    atWork.remove(key);
  }

  private static boolean changed(VideoJob before, VideoJob after) {
    return !before.getMetadata().getUid().equals(after.getMetadata().getUid())
        || before.isMarkedForDeletion() != after.isMarkedForDeletion()
        || !Objects.equals(
            before.getMetadata().getGeneration(), after.getMetadata().getGeneration());
  }

  private static boolean newer(HasMetadata one, HasMetadata other) {
    return version(one) > version(other);
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  /** What we have written ourselves is seen at once. */
  void wrote(VideoJob job) {
    var key = videoJobs.getKey(job);
    var before = videoJobs.get(key);
    if (before != null && newer(job, before)) {
      keep(key, ApiServer.copy(job));
    }
  }

  Optional<Tombstone> tombstone(VideoJob read) {
    return videoJobs.tombstone(read);
  }

  /** Settled VideoJobs. */
  Stream<FinishedJob> finished() {
    return videoJobs.finished();
  }

  Optional<Job> job(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  Optional<VideoJob> videoJob(String namespace, String name) {
    return Optional.ofNullable(videoJobs.get(namespace + "/" + name)).map(ApiServer::copy);
  }

  @Override
  public Stream<VideoJob> atWork() {
    return atWork.values().stream();
  }

  @Override
  public Optional<VideoJob> videoJob(JobKey job) {
    return videoJob(job.namespace(), job.name());
  }
}
