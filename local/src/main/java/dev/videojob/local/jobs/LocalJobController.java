package dev.videojob.local.jobs;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Job controller of this machine: makes the pod of each Job, counts how pods end, and finishes
 * Jobs, over the API like any controller.
 *
 * <p>As the real one: suspension, active deadline, back-off limit with exponential back-off, pod
 * failure policy, pod replacement policy, {@code managedBy}, tracking by finalizer, the conditions
 * in their order (SuccessCriteriaMet before Complete, FailureTarget before Failed), and the
 * deletion of finished Jobs by their time to live. Not as the real one: one pod at a time, whatever
 * parallelism says, no indexes and no success policy.
 */
public final class LocalJobController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalJobController.class);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final int WORKERS = 4;

  /** By which {@code spec.managedBy} names the Job controller. */
  private static final String OWN_NAME = "kubernetes.io/job-controller";

  private static final Duration AFTER_ERROR = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final WorkQueue queue = new WorkQueue();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("local-job-clock").factory());
  private final List<Thread> workers = new ArrayList<>();
  private final SharedIndexInformer<Job> jobs;
  private final SharedIndexInformer<Pod> pods;

  private LocalJobController(KubernetesClient client) {
    this.client = client;
    this.jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inAnyNamespace()
            .inform(enqueue(job -> job.getMetadata().getName()));
    this.pods =
        client
            .pods()
            .inAnyNamespace()
            .withLabel(JobPodFactory.JOB_NAME)
            .inform(enqueue(pod -> pod.getMetadata().getLabels().get(JobPodFactory.JOB_NAME)));
    for (int i = 0; i < WORKERS; i++) {
      workers.add(Thread.ofVirtual().name("local-job-controller-" + i).start(this::work));
    }
  }

  /**
   * Starts the controller.
   *
   * @param client a client of the API server; it stays the caller's to close
   * @return the running controller
   */
  public static LocalJobController start(KubernetesClient client) {
    return new LocalJobController(client);
  }

  private void work() {
    try {
      while (true) {
        String key = queue.take();
        try {
          sync(key);
        } catch (KubernetesClientException e) {
          retry(key, e);
        } catch (RuntimeException e) {
          LOG.error("job {}", key, e);
          addLater(key, Duration.ofSeconds(1));
        } finally {
          queue.done(key);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void retry(String key, KubernetesClientException e) {
    if (e.getCode() != 409 && e.getCode() != 404 && !Thread.currentThread().isInterrupted()) {
      LOG.warn("job {}: {}", key, e.getMessage());
    }
    addLater(key, AFTER_ERROR);
  }

  private void sync(String key) {
    String namespace = key.substring(0, key.indexOf('/'));
    String name = key.substring(key.indexOf('/') + 1);
    Job job = client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
    if (job != null && managedByAnother(job)) {
      return;
    }
    List<Pod> named =
        client
            .pods()
            .inNamespace(namespace)
            .withLabel(JobPodFactory.JOB_NAME, name)
            .list()
            .getItems();
    named.stream().filter(pod -> !isOf(job, pod)).forEach(this::untrack);
    if (job == null) {
      return;
    }
    List<Pod> own = named.stream().filter(pod -> isOf(job, pod)).toList();
    if (job.getMetadata().getDeletionTimestamp() != null) {
      own.forEach(this::untrack);
    } else if (job.getStatus() != null && JobConditions.isFinished(job.getStatus())) {
      own.stream().filter(JobPods::ended).forEach(this::untrack);
      deleteInTime(job, key);
    } else {
      carryOut(job, JobPlan.of(job, JobPods.of(own), Instant.now()), key);
    }
  }

  private static boolean managedByAnother(Job job) {
    String manager = job.getSpec().getManagedBy();
    return manager != null && !manager.equals(OWN_NAME);
  }

  private static boolean isOf(@Nullable Job job, Pod pod) {
    return job != null
        && pod.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid()));
  }

  /** The status first: a pod is let go only after it is counted. */
  private void carryOut(Job job, JobPlan.Step step, String key) {
    if (!step.status().equals(job.getStatus())) {
      client.resource(new JobBuilder(job).withStatus(step.status()).build()).updateStatus();
    }
    step.counted().forEach(this::untrack);
    step.doomed().forEach(pod -> client.resource(pod).delete());
    if (step.createPod()) {
      client.resource(JobPodFactory.podOf(job)).create();
    }
    step.again().ifPresent(delay -> addLater(key, delay));
  }

  private void untrack(Pod pod) {
    List<String> finalizers = new ArrayList<>(pod.getMetadata().getFinalizers());
    if (!finalizers.remove(JobPlan.TRACKING)) {
      return;
    }
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(
                Map.of(
                    "metadata",
                    Map.of("uid", pod.getMetadata().getUid(), "finalizers", finalizers)));
    try {
      client.resource(pod).patch(MERGE, patch);
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404) {
        throw e;
      }
    }
  }

  private void deleteInTime(Job job, String key) {
    Integer timeToLive = job.getSpec().getTtlSecondsAfterFinished();
    Optional<Instant> finished = JobConditions.finishedAt(job.getStatus());
    if (timeToLive == null || finished.isEmpty()) {
      return;
    }
    Duration left = Duration.between(Instant.now(), finished.get().plusSeconds(timeToLive));
    if (left.isPositive()) {
      addLater(key, left);
    } else {
      client.resource(job).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    }
  }

  private void addLater(String key, Duration delay) {
    if (!clock.isShutdown()) {
      var scheduled =
          clock.schedule(() -> queue.add(key), delay.toMillis() + 1, TimeUnit.MILLISECONDS);
      LOG.trace("job {} again: {}", key, scheduled);
    }
  }

  private <T extends HasMetadata> ResourceEventHandler<T> enqueue(Function<T, String> jobName) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        add(object);
      }

      @Override
      public void onUpdate(T old, T object) {
        add(object);
      }

      @Override
      public void onDelete(T object, boolean unknownState) {
        add(object);
      }

      private void add(T object) {
        queue.add(object.getMetadata().getNamespace() + "/" + jobName.apply(object));
      }
    };
  }

  @Override
  public void close() {
    jobs.stop();
    pods.stop();
    workers.forEach(Thread::interrupt);
    clock.shutdownNow();
  }
}
