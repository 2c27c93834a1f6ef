package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one pod on this node, on a thread of its own. */
final class PodRunner {
  private static final Logger LOG = LoggerFactory.getLogger(PodRunner.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int KILLED = 137;

  private final Pod pod;
  private final PodDirectory directory;
  private final Map<String, List<String>> images;
  private final ClusterData data;
  private final PodReporter reporter;
  private final PodStatuses statuses;
  private final CompletableFuture<Duration> stop = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean finished = new AtomicBoolean();
  private volatile boolean deadlinePassed;
  private volatile boolean stopping;

  PodRunner(
      Pod pod,
      PodDirectory directory,
      Map<String, List<String>> images,
      ClusterData data,
      PodReporter reporter) {
    this.pod = pod;
    this.directory = directory;
    this.images = images;
    this.data = data;
    this.reporter = reporter;
    this.statuses = new PodStatuses(pod);
  }

  PodDirectory directory() {
    return directory;
  }

  void start() {
    Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(this::run);
  }

  private void run() {
    try {
      ContainerEnd end = live();
      ProcessTree.killLeftovers(directory.root());
      statuses.follow(reporter.latest(pod));
      reporter.report(pod, statuses.ended(end, podReason(), podMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.error("pod {} failed in the kubelet", pod.getMetadata().getName(), e);
      Instant now = Instant.now();
      ContainerEnd end = new ContainerEnd(128, "StartError", e.toString(), now, now);
      reporter.report(pod, statuses.ended(end, null, null));
    } finally {
      ended.countDown();
    }
  }

  /** Somebody wrote to the pod. */
  void changed(Pod changed) {
    statuses.follow(changed);
  }

  /** The annotations or labels changed: what the pod reads of them follows. */
  void metadataChanged(Pod changed) {
    try {
      new PodVolumes(changed, directory.volumes(), data).refreshDownwardApi(changed);
    } catch (IOException e) {
      LOG.warn("pod {}: {}", pod.getMetadata().getName(), e.toString());
    }
  }

  /** Ends the process, within the grace by SIGTERM and then by SIGKILL. Returns at once. */
  void stop(Duration grace) {
    stopping = true;
    stop.complete(grace);
  }

  /**
   * Waits until the process has ended and its status is written.
   *
   * @return whether it did within the time
   */
  boolean awaitEnd(Duration timeout) {
    try {
      return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The pod was deleted: ends it, confirms, and removes its files. Only the first call counts. */
  void finishDeletion(Duration grace) {
    stop(grace);
    if (!finished.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual()
        .start(
            () -> {
              awaitEnd(grace.plusSeconds(30));
              reporter.confirmDeletion(pod);
              directory.delete();
            });
  }

  private ContainerEnd live() throws IOException, InterruptedException {
    reporter.report(pod, statuses.waiting("ContainerCreating", ""));
    Instant created = Instant.now();
    Optional<Process> started = launch();
    if (started.isEmpty()) {
      return new ContainerEnd(
          KILLED, "ContainerStatusUnknown", "The container never started", created, Instant.now());
    }
    Process process = started.get();
    Instant startedAt = Instant.now();
    reporter.report(pod, statuses.running(startedAt));
    Thread stopper = Thread.ofVirtual().start(() -> stopWhenAsked(process));
    int exitCode = process.waitFor();
    stopper.interrupt();
    return ended(exitCode, startedAt);
  }

  /** Tries until it works or the pod is stopped; an unknown image never works. */
  private Optional<Process> launch() throws IOException, InterruptedException {
    String image = container().getImage();
    boolean pulled = false;
    while (!stopping) {
      List<String> entrypoint = images.get(image);
      if (entrypoint == null) {
        String reason = pulled ? "ImagePullBackOff" : "ErrImagePull";
        reporter.report(
            pod,
            statuses.waiting(
                reason,
                (pulled ? "Back-off pulling image \"%s\"" : "image \"%s\" is not known here")
                    .formatted(image)));
        pulled = true;
      } else {
        try {
          return Optional.of(PodProcess.start(pod, directory, entrypoint, data));
        } catch (NotReadyException e) {
          reporter.report(
              pod, statuses.waiting("CreateContainerConfigError", String.valueOf(e.getMessage())));
        }
      }
      pause();
    }
    return Optional.empty();
  }

  private void pause() throws InterruptedException {
    try {
      stop.get(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.debug("pod {} waits", pod.getMetadata().getName());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void stopWhenAsked(Process process) {
    try {
      ProcessTree.stop(process, graceAskedFor(), directory.root());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.error("pod {}", pod.getMetadata().getName(), e);
    }
  }

  private Duration graceAskedFor() throws InterruptedException, ExecutionException {
    Long deadline = pod.getSpec().getActiveDeadlineSeconds();
    if (deadline == null) {
      return stop.get();
    }
    try {
      return stop.get(deadline, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      deadlinePassed = true;
      stopping = true;
      return LocalKubelet.ownGrace(pod);
    }
  }

  private ContainerEnd ended(int exitCode, Instant startedAt) {
    String message =
        TerminationMessage.read(
            container(), directory.terminationMessage(), directory.log(), exitCode);
    return new ContainerEnd(exitCode, reason(exitCode), message, startedAt, Instant.now());
  }

  /** A SIGKILL that we did not send to a pod with a memory limit is the kernel's, for memory. */
  private String reason(int exitCode) {
    if (exitCode == 0) {
      return "Completed";
    }
    return exitCode == KILLED && !stopping && hasMemoryLimit() ? "OOMKilled" : "Error";
  }

  private boolean hasMemoryLimit() {
    return container().getResources() != null
        && container().getResources().getLimits() != null
        && container().getResources().getLimits().containsKey("memory");
  }

  private @Nullable String podReason() {
    return deadlinePassed ? "DeadlineExceeded" : null;
  }

  private @Nullable String podMessage() {
    return deadlinePassed ? "Pod was active on the node longer than the specified deadline" : null;
  }

  private Container container() {
    return pod.getSpec().getContainers().getFirst();
  }
}
