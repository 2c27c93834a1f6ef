package dev.videojob.chaos.node;

import dev.videojob.chaos.node.NodeContainers.KnownPod;
import dev.videojob.chaos.verdict.PodLife;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Looks at the workers' processes all the time, and keeps from when to when each pod lived. */
public final class LifeWitness implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** VIDEOJOB-ATTEMPT, the Job's name, and five characters of the Job controller. */
  private static final Pattern POD = Pattern.compile("(.+)-\\d+-[a-z0-9]{5}");

  private final NodeContainers containers;
  private final String namespace;
  private final Clock clock;
  private final Map<String, PodLife> lives = new LinkedHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("life-witness").unstarted(task));
  private Instant lastLook;
  private Duration longestGap = Duration.ZERO;

  LifeWitness(NodeContainers containers, String namespace, Clock clock) {
    this.containers = containers;
    this.namespace = namespace;
    this.clock = clock;
    this.lastLook = clock.instant();
  }

  /** A witness of a namespace's workers that looks from now on. */
  public static LifeWitness watching(NodeContainers containers, String namespace) {
    var witness = new LifeWitness(containers, namespace, Clock.systemUTC());
    // If a look fails there is no further one, and the longest gap tells.
    var _ =
        witness.thread.scheduleWithFixedDelay(
            witness::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return witness;
  }

  /** One look at all pods, each at its own time. */
  synchronized void look() {
    longestGap = longestGap();
    lastLook = clock.instant();
    containers.pods(namespace).forEach(this::look);
  }

  /**
   * A pod lived at some moment between the two times that are taken, so that it certainly lived
   * from the later one of its first look to the earlier one of its last.
   */
  private void look(KnownPod pod) {
    var before = clock.instant();
    if (containers.of(pod).isPresent()) {
      var after = clock.instant();
      var known = lives.get(pod.uid());
      lives.put(
          pod.uid(),
          new PodLife(
              videoJob(pod.name()), pod.name(), known == null ? after : known.first(), before));
    }
  }

  private static String videoJob(String pod) {
    var name = POD.matcher(pod);
    return name.matches() ? name.group(1) : pod;
  }

  /** The lives of all pods that were seen since the last {@link #forget}. */
  public synchronized List<PodLife> lives() {
    return List.copyOf(lives.values());
  }

  /** The longest time between two looks: what was shorter than this may not have been seen. */
  public synchronized Duration longestGap() {
    var gap = Duration.between(lastLook, clock.instant());
    return gap.compareTo(longestGap) > 0 ? gap : longestGap;
  }

  /** Begins anew. */
  public synchronized void forget() {
    lives.clear();
    longestGap = Duration.ZERO;
    lastLook = clock.instant();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
