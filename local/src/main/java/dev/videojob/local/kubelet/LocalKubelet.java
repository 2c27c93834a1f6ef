package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A kubelet on this machine: runs each pod that is on its node as a child process of this JVM, and
 * keeps the pod's status as the real one does.
 *
 * <p><b>Images</b> are names for commands: the caller says which command an image is, as its
 * entrypoint. A container's own command replaces it, arguments follow it. A pod of an unknown image
 * stays Pending, first with ErrImagePull and then with ImagePullBackOff.
 *
 * <p><b>Paths.</b> A process has no mount namespace. Volumes ({@code emptyDir}, {@code secret},
 * {@code configMap}, {@code downwardAPI}) are directories of the pod's own directory, and every
 * environment value, argument and working directory that is, or begins with, the path of one of the
 * container's mounts or its termination message is rewritten to where that is; also behind the
 * first equals sign. A program that has such a path built in will not find it.
 *
 * <p><b>Environment.</b> The process sees the variables of its container and PATH, HOME, LANG,
 * JAVA_HOME, HOSTNAME and TMPDIR, and nothing else of this JVM's environment.
 *
 * <p><b>Ends.</b> A deleted pod gets SIGTERM, after its grace SIGKILL, and what it started ends
 * with it. On Linux that holds even if this JVM is killed.
 *
 * <p>Not as a real kubelet: one container per pod, no init containers, no restarts, no probes, and
 * limits of CPU and memory are told to the container but not enforced. A process that is killed by
 * SIGKILL from outside and has a memory limit is reported as OOMKilled.
 */
public final class LocalKubelet implements AutoCloseable {
  /** The node that this kubelet is. */
  public static final String NODE = "local";

  static final String ADDRESS = "127.0.0.1";
  private static final Duration CLOSING_GRACE = Duration.ofSeconds(2);
  private static final Duration CLOSING_LIMIT = Duration.ofSeconds(4);

  private final Path root;
  private final Map<String, List<String>> images;
  private final ClusterData data;
  private final PodReporter reporter;
  private final OrphanReaper reaper;
  private final Map<String, PodRunner> runners = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> pods;
  private volatile boolean closed;

  private LocalKubelet(KubernetesClient client, Path root, Map<String, List<String>> images) {
    this.root = created(root);
    this.images = Map.copyOf(images);
    this.data = new ClusterData(client);
    this.reporter = new PodReporter(client);
    this.reaper = OrphanReaper.watchOver(this.root);
    this.pods =
        client.pods().inAnyNamespace().withField("spec.nodeName", NODE).inform(new PodHandler());
  }

  /**
   * Starts the kubelet.
   *
   * @param client a client of the API server; it stays the caller's to close
   * @param root a directory for the pods, made and removed by the kubelet
   * @param images the command of each image
   * @return the running kubelet
   */
  public static LocalKubelet start(
      KubernetesClient client, Path root, Map<String, List<String>> images) {
    return new LocalKubelet(client, root, images);
  }

  private static Path created(Path root) {
    try {
      return Files.createDirectories(root).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the kubelet's directory", e);
    }
  }

  /**
   * What a pod has printed so far, standard output and error as they came.
   *
   * @param podUid the pod's uid
   * @return the text, empty if the pod has not started or is gone
   */
  public String logs(String podUid) {
    PodRunner runner = runners.get(podUid);
    return runner == null ? "" : runner.directory().readLog();
  }

  /**
   * The file that a pod prints to, for those who follow it.
   *
   * @param podUid the pod's uid
   * @return the file, empty if the pod is not here
   */
  public Optional<Path> logFile(String podUid) {
    return Optional.ofNullable(runners.get(podUid)).map(runner -> runner.directory().log());
  }

  static Duration ownGrace(Pod pod) {
    Long deletion = pod.getMetadata().getDeletionGracePeriodSeconds();
    Long own = pod.getSpec().getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(deletion != null ? deletion : Objects.requireNonNullElse(own, 30L));
  }

  private void added(Pod pod) {
    if (closed) {
      return;
    }
    PodRunner runner = runners.computeIfAbsent(uid(pod), uid -> startRunner(pod));
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      runner.finishDeletion(ownGrace(pod));
    }
  }

  private PodRunner startRunner(Pod pod) {
    try {
      PodDirectory directory = PodDirectory.create(root, uid(pod));
      PodRunner runner = new PodRunner(pod, directory, images, data, reporter);
      runner.start();
      return runner;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the directory of a pod", e);
    }
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  /** Ends all pods' processes within a few seconds and removes their directories. */
  @Override
  public void close() {
    closed = true;
    pods.stop();
    runners.values().forEach(runner -> runner.stop(CLOSING_GRACE));
    runners.values().forEach(runner -> runner.awaitEnd(CLOSING_LIMIT));
    reaper.close();
    PodDirectory.delete(root);
  }

  private final class PodHandler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      added(pod);
    }

    @Override
    public void onUpdate(Pod old, Pod pod) {
      added(pod);
      PodRunner runner = runners.get(uid(pod));
      if (runner == null || closed) {
        return;
      }
      runner.changed(pod);
      if (!describes(old).equals(describes(pod))) {
        runner.metadataChanged(pod);
      }
    }

    @Override
    public void onDelete(Pod pod, boolean unknownState) {
      PodRunner runner = runners.remove(uid(pod));
      if (runner != null) {
        runner.finishDeletion(Duration.ZERO);
      }
    }

    private static List<Object> describes(Pod pod) {
      return List.of(
          Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of()),
          Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of()));
    }
  }
}
