package dev.videojob.sim.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.ExitCode;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.resources.Names;
import dev.videojob.sim.faults.Weather;
import dev.videojob.sim.time.Agenda;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The Job controller and the kubelets: a Job gets a pod, the pod runs its worker, the Job tells its
 * end. As the real ones do for {@code backoffLimit: 0}, {@code podReplacementPolicy: Failed} and a
 * policy that ignores disruptions.
 */
public final class Cluster {
  private static final String WAITING = "Pending";
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration LONGEST_START = Duration.ofSeconds(20);
  private static final Duration LATE_START = Duration.ofMinutes(15);
  private static final double NEVER_SOON = 0.02;
  private static final double DISRUPTED = 0.05;
  private static final double DELETED_BY_SOMEBODY = 0.02;
  private static final double ON_THE_LOST_NODE = 0.5;
  private static final double BY_FORCE = 0.5;
  private static final Duration NODE_MISSED = Duration.ofSeconds(40);
  private static final Duration NODE_GIVEN_UP = Duration.ofMinutes(6);

  private final ApiServer api;
  private final Agenda agenda;
  private final Weather weather;
  private final Worker worker;
  private final PodWatcher watcher;
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<String, LivePod> pods = new LinkedHashMap<>();

  /** Uids of Jobs that get no pod any more. */
  private final Set<String> pastDeadline = new HashSet<>();

  private int made;

  /** Is told when a worker begins to run and when nothing of it runs any more. */
  public interface PodWatcher {
    void started(String pod, String videoJob, String uid, int attempt);

    void ended(String pod);
  }

  /** A pod as its node and the API server have it. */
  private static final class LivePod {
    final String name;
    final String job;
    Pod object;
    boolean running;
    boolean over;
    boolean stopping;
    boolean disrupted;
    boolean orphan;
    boolean lost;

    LivePod(String name, String job, Pod object) {
      this.name = name;
      this.job = job;
      this.object = object;
    }
  }

  public Cluster(ApiServer api, Agenda agenda, Weather weather, Worker worker, PodWatcher watcher) {
    this.api = api;
    this.agenda = agenda;
    this.weather = weather;
    this.worker = worker;
    this.watcher = watcher;
    api.watch(new Jobs());
  }

  /** The pods of a Job, as the API server has them. */
  public List<Pod> pods(String jobName) {
    return pods.values().stream()
        .filter(pod -> pod.job.equals(jobName))
        .map(pod -> pod.object)
        .toList();
  }

  public List<Pod> waitingPods() {
    return pods.values().stream()
        .map(pod -> pod.object)
        .filter(pod -> WAITING.equals(pod.getStatus().getPhase()))
        .toList();
  }

  /** Deletes a Job as the operator does: it stays until its pod has ended. */
  public void deleteInForeground(String name) {
    api.job(name)
        .ifPresent(
            job -> {
              if (job.getMetadata().getDeletionTimestamp() == null) {
                api.putJob(
                    new JobBuilder(job)
                        .editMetadata()
                        .withDeletionTimestamp(seconds())
                        .endMetadata()
                        .build());
              }
              ofJob(name).forEach(this::stop);
              removeWhenIdle(name);
            });
  }

  private void removeWhenIdle(String name) {
    if (ofJob(name).stream().allMatch(pod -> pod.over)) {
      agenda.between(
          Duration.ofMillis(50),
          Duration.ofSeconds(3),
          () -> {
            pods.values().removeIf(pod -> pod.job.equals(name) && pod.over);
            api.removeJob(name);
          });
    }
  }

  private List<LivePod> ofJob(String name) {
    return pods.values().stream().filter(pod -> pod.job.equals(name) && !pod.orphan).toList();
  }

  private final class Jobs implements ApiServer.Watcher {
    @Override
    public void job(@Nullable Job before, @Nullable Job after) {
      if (before == null && after != null) {
        created(after);
      } else if (before != null && after == null) {
        gone(before.getMetadata().getName());
      }
    }

    private void created(Job job) {
      var name = job.getMetadata().getName();
      agenda.between(Duration.ofMillis(100), Duration.ofSeconds(3), () -> addPod(name));
      var deadline = Duration.ofSeconds(job.getSpec().getActiveDeadlineSeconds());
      agenda.after(deadline, () -> deadline(name, job.getMetadata().getUid()));
      if (weather.happens(DELETED_BY_SOMEBODY)) {
        agenda.after(weather.upTo(Duration.ofMinutes(20)), () -> api.removeJob(name));
      }
    }

    /** Pods outlive a Job that was not deleted in the foreground, for their grace. */
    private void gone(String name) {
      for (var pod : ofJob(name)) {
        pod.orphan = true;
        agenda.between(Duration.ZERO, Duration.ofSeconds(5), () -> collect(pod));
      }
    }

    private void collect(LivePod pod) {
      if (pod.over) {
        pods.remove(pod.name);
      } else {
        stop(pod);
      }
    }
  }

  private void addPod(String jobName) {
    var job = api.job(jobName).orElse(null);
    if (job == null
        || job.getMetadata().getDeletionTimestamp() != null
        || finished(job)
        || pastDeadline.contains(job.getMetadata().getUid())
        || ofJob(jobName).stream().anyMatch(pod -> !pod.over || !pod.disrupted)) {
      return;
    }
    var name = jobName + "-" + Integer.toString(++made, 36);
    var pod = new LivePod(name, jobName, pending(job, name));
    pods.put(name, pod);
    status(jobName, now -> now.withActive(1).withReady(0));
    agenda.after(
        weather.happens(NEVER_SOON)
            ? LATE_START.plus(weather.upTo(LATE_START))
            : weather.upTo(LONGEST_START),
        () -> run(pod));
  }

  private Pod pending(Job job, String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(job.getMetadata().getNamespace())
        .withLabels(job.getSpec().getTemplate().getMetadata().getLabels())
        .addToLabels(Names.JOB_NAME_LABEL, job.getMetadata().getName())
        .withCreationTimestamp(seconds())
        .endMetadata()
        .withNewStatus()
        .withPhase(WAITING)
        .endStatus()
        .build();
  }

  private void run(LivePod pod) {
    var job = api.job(pod.job).orElse(null);
    if (pod.over || pod.stopping || pod.orphan || job == null) {
      return;
    }
    pod.running = true;
    pod.object = new PodBuilder(pod.object).editStatus().withPhase("Running").endStatus().build();
    var owner = owner(job);
    var attempt = attempt(pod.job);
    watcher.started(pod.name, owner.getName(), owner.getUid(), attempt);
    status(pod.job, now -> now.withStartTime(seconds()).withActive(1).withReady(1));
    var plan = worker.plan(owner.getName(), owner.getUid(), attempt, memory(job));
    agenda.after(plan.takes(), () -> end(pod, owner, attempt, plan));
    if (weather.happens(DISRUPTED)) {
      agenda.after(weather.upTo(plan.takes()), () -> disrupt(pod));
    }
  }

  private static OwnerReference owner(Job job) {
    return job.getMetadata().getOwnerReferences().getFirst();
  }

  private static int attempt(String jobName) {
    return Integer.parseInt(jobName.substring(jobName.lastIndexOf('-') + 1));
  }

  private static long memory(Job job) {
    var limits =
        job.getSpec().getTemplate().getSpec().getContainers().getFirst().getResources().getLimits();
    return Quantity.getAmountInBytes(limits.get("memory")).longValue() >> 20;
  }

  private void end(LivePod pod, OwnerReference owner, int attempt, Worker.Plan plan) {
    if (pod.over || pod.stopping || pod.lost) {
      return;
    }
    if (plan.exitCode() == 0) {
      worker.publish(owner.getName(), owner.getUid(), attempt);
    }
    var reason = plan.reason() == null ? ExitCode.SUCCESS.reason() : plan.reason();
    var report =
        plan.killedForMemory()
            ? null
            : new WorkerReport(
                owner.getUid(),
                attempt,
                reason,
                "The worker says " + reason + ".",
                null,
                List.of(),
                0);
    over(pod, plan.exitCode(), plan.killedForMemory() ? "OOMKilled" : "Completed", report);
  }

  private void over(LivePod pod, int code, String how, @Nullable WorkerReport report) {
    if (pod.lost) {
      return;
    }
    if (pod.running) {
      pod.running = false;
      watcher.ended(pod.name);
    }
    pod.object =
        new PodBuilder(pod.object)
            .editStatus()
            .addNewContainerStatus()
            .withName("worker")
            .withNewState()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(how)
            .withMessage(report == null ? null : text(report))
            .endTerminated()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    over(pod, code == 0);
  }

  private void over(LivePod pod, boolean well) {
    pod.over = true;
    pod.object =
        new PodBuilder(pod.object)
            .editStatus()
            .withPhase(well ? "Succeeded" : "Failed")
            .endStatus()
            .build();
    if (pod.orphan) {
      pods.remove(pod.name);
    } else {
      follow(pod, well);
    }
  }

  /** What the Job controller does when a pod is over. */
  private void follow(LivePod pod, boolean well) {
    var deleting = api.job(pod.job).filter(job -> job.getMetadata().getDeletionTimestamp() != null);
    if (deleting.isPresent()) {
      removeWhenIdle(pod.job);
    } else if (pod.disrupted) {
      agenda.between(Duration.ofMillis(500), Duration.ofSeconds(5), () -> addPod(pod.job));
    } else {
      agenda.between(
          Duration.ofMillis(100),
          Duration.ofSeconds(3),
          () -> verdict(pod.job, well ? "Complete" : "Failed", null));
    }
  }

  private String text(WorkerReport report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a report is plain data", impossible);
    }
  }

  /** Asks a worker to stop; it does within its grace. */
  private void stop(LivePod pod) {
    if (pod.over || pod.stopping || pod.lost) {
      return;
    }
    pod.stopping = true;
    agenda.between(
        Duration.ofMillis(100),
        pod.running ? GRACE : Duration.ofSeconds(1),
        () -> over(pod, ExitCode.TERMINATED.code(), "Error", null));
  }

  private void disrupt(LivePod pod) {
    if (pod.over || pod.stopping || pod.orphan || pod.lost) {
      return;
    }
    disrupted(pod);
    status(pod.job, now -> now.withReady(0));
    stop(pod);
  }

  /** A node goes with all its pods; the API server goes on saying for minutes that they run. */
  public void loseNode() {
    if (weather.calm()) {
      return;
    }
    for (var pod : List.copyOf(pods.values())) {
      if (pod.running && weather.happens(ON_THE_LOST_NODE)) {
        pod.lost = true;
        pod.running = false;
        watcher.ended(pod.name);
        agenda.between(NODE_MISSED, NODE_GIVEN_UP, () -> collectLost(pod));
      }
    }
  }

  /** As the collector of pods does, which says why; or by force, which leaves no trace. */
  private void collectLost(LivePod pod) {
    if (!weather.happens(BY_FORCE)) {
      disrupted(pod);
    }
    over(pod, false);
    if (!pod.disrupted) {
      pods.remove(pod.name);
    }
  }

  private static void disrupted(LivePod pod) {
    pod.disrupted = true;
    pod.object =
        new PodBuilder(pod.object)
            .editStatus()
            .addNewCondition()
            .withType("DisruptionTarget")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();
  }

  private void deadline(String name, String uid) {
    var job = api.job(name).filter(live -> live.getMetadata().getUid().equals(uid));
    if (job.isEmpty() || finished(job.get())) {
      return;
    }
    pastDeadline.add(uid);
    ofJob(name).forEach(this::stop);
    agenda.after(GRACE.plusSeconds(5), () -> exceeded(name));
  }

  /** A Job has failed when all of its pods have ended, those of a lost node too. */
  private void exceeded(String name) {
    if (ofJob(name).stream().allMatch(pod -> pod.over)) {
      verdict(name, "Failed", "DeadlineExceeded");
    } else {
      agenda.after(Duration.ofSeconds(10), () -> exceeded(name));
    }
  }

  private static boolean finished(Job job) {
    return job.getStatus() != null && !job.getStatus().getConditions().isEmpty();
  }

  private void verdict(String name, String type, @Nullable String reason) {
    var job = api.job(name).orElse(null);
    if (job == null || finished(job) || job.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    status(
        name,
        now ->
            now.withActive(0)
                .withReady(0)
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .endCondition());
    agenda.after(
        Duration.ofSeconds(job.getSpec().getTtlSecondsAfterFinished()), () -> api.removeJob(name));
  }

  private void status(String name, UnaryOperator<JobStatusBuilder> change) {
    api.job(name).ifPresent(job -> api.putJob(withStatus(job, change)));
  }

  /** The spec, which nobody changes, is that of {@code job} itself. */
  private static Job withStatus(Job job, UnaryOperator<JobStatusBuilder> change) {
    var status =
        job.getStatus() == null ? new JobStatusBuilder() : new JobStatusBuilder(job.getStatus());
    var changed = new Job();
    changed.setMetadata(new ObjectMetaBuilder(job.getMetadata()).build());
    changed.setSpec(job.getSpec());
    changed.setStatus(change.apply(status).build());
    return changed;
  }

  private String seconds() {
    return agenda.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
