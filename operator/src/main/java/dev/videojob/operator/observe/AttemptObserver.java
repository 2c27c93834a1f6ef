package dev.videojob.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.Task;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.contract.WorkerReport;
import dev.videojob.operator.calls.ServiceCalls;
import dev.videojob.operator.plan.Observation;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.resources.AttemptNames;
import dev.videojob.operator.resources.Names;
import dev.videojob.operator.slots.JobKey;
import dev.videojob.operator.status.FirstStatus;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the live attempt of a VideoJob. Absence is proven at the API server; pods are read only
 * when the Job alone does not say enough.
 */
public final class AttemptObserver {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptObserver.class);

  private final ClusterReads cluster;
  private final ServiceCalls calls;
  private final CommandReport commandReport;
  private final StartTroubles troubles;
  private final ProgressBook progress;
  private final ObjectMapper json;
  private final InstantSource clock;

  public AttemptObserver(
      ClusterReads cluster,
      ServiceCalls calls,
      ProgressBook progress,
      ObjectMapper json,
      InstantSource clock) {
    this.cluster = cluster;
    this.calls = calls;
    this.commandReport = new CommandReport(json);
    this.troubles = new StartTroubles(cluster, clock);
    this.progress = progress;
    this.json = json;
    this.clock = clock;
  }

  /** What is seen of the attempt that is recorded as live of {@code videoJob}. */
  public Observation observe(VideoJob videoJob) {
    return Optional.ofNullable(FirstStatus.recorded(videoJob))
        .flatMap(Planner::liveAttempt)
        .map(attempt -> observe(videoJob, attempt))
        .orElseGet(Observation.NoAttempt::new);
  }

  /**
   * Names of Jobs that run for attempts of {@code videoJob} that are over. Such a Job is made by an
   * operator that stood still between record and creation for so long that the attempt has ended
   * and its Job was removed by time. The end of an attempt is never taken back, so that what a
   * cache says of it is enough to look closer.
   */
  public List<String> strays(VideoJob videoJob) {
    var status = FirstStatus.recorded(videoJob);
    if (status == null || status.attempt() == null) {
      return List.of();
    }
    var over = Planner.liveAttempt(status).isPresent() ? status.attempt() - 1 : status.attempt();
    var meta = videoJob.getMetadata();
    return IntStream.rangeClosed(1, over)
        .mapToObj(number -> AttemptNames.jobName(meta.getName(), number))
        .filter(name -> goesOn(videoJob, cluster.cachedJob(meta.getNamespace(), name)))
        .filter(name -> goesOn(videoJob, cluster.liveJob(meta.getNamespace(), name)))
        .toList();
  }

  private static boolean goesOn(VideoJob videoJob, Optional<Job> found) {
    return found
        .filter(job -> owns(videoJob, job))
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .filter(job -> condition(job, "Complete").isEmpty() && condition(job, "Failed").isEmpty())
        .isPresent();
  }

  private Observation observe(VideoJob videoJob, Attempt attempt) {
    return switch (Task.of(videoJob.getSpec())) {
      case Task.Transcode _, Task.Command _ -> inCluster(videoJob, attempt);
      case Task.Http _ -> calls.observe(videoJob, attempt);
    };
  }

  private Observation inCluster(VideoJob videoJob, Attempt attempt) {
    var namespace = videoJob.getMetadata().getNamespace();
    var job =
        cluster
            .cachedJob(namespace, attempt.jobName())
            .or(() -> cluster.liveJob(namespace, attempt.jobName()));
    if (job.isEmpty()) {
      return podLives(videoJob, attempt)
          ? new Observation.JobEnding()
          : new Observation.JobAbsent();
    }
    if (!owns(videoJob, job.get())) {
      return new Observation.JobForeign(attempt.jobName());
    }
    return observe(videoJob, attempt, job.get());
  }

  /** Whether somebody deleted the Job and did not wait for its pod, which still has to stop. */
  private boolean podLives(VideoJob videoJob, Attempt attempt) {
    var meta = videoJob.getMetadata();
    var ours = AttemptNames.labelValue(meta.getName());
    return cluster.pods(meta.getNamespace(), attempt.jobName()).stream()
        .filter(pod -> pod.getMetadata().getLabels() != null)
        .filter(pod -> ours.equals(pod.getMetadata().getLabels().get(Names.JOB_LABEL)))
        .anyMatch(pod -> !PodVerdict.over(pod));
  }

  /** Whether {@code job} was made for exactly this VideoJob, not for a namesake before it. */
  public static boolean owns(VideoJob videoJob, Job job) {
    return job.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(videoJob.getMetadata().getUid()));
  }

  private Observation observe(VideoJob videoJob, Attempt attempt, Job job) {
    var complete = condition(job, "Complete");
    if (complete.isPresent()) {
      return new Observation.Completed(report(videoJob, attempt, newestPod(job)).orElse(null));
    }
    var failed = condition(job, "Failed");
    if (failed.isPresent()) {
      var pod = newestPod(job);
      return new Observation.Failed(
          PodVerdict.failure(failed.get(), pod, report(videoJob, attempt, pod)));
    }
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return new Observation.JobEnding();
    }
    return runs(job) ? running(videoJob, job) : pending(attempt, job);
  }

  private static boolean runs(Job job) {
    return job.getStatus() != null && Objects.requireNonNullElse(job.getStatus().getReady(), 0) > 0;
  }

  private Observation running(VideoJob videoJob, Job job) {
    var start = job.getStatus().getStartTime();
    return new Observation.Running(
        start == null ? clock.instant() : Instant.parse(start),
        progress.newest(JobKey.of(videoJob)).orElse(null));
  }

  private Observation pending(Attempt attempt, Job job) {
    var patienceEnds = Instant.parse(attempt.decidedAt()).plus(Planner.START_PATIENCE);
    return clock.instant().isBefore(patienceEnds)
        ? new Observation.Pending(null)
        : new Observation.Pending(troubles.of(job).orElse(null));
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(condition -> type.equals(condition.getType()))
            .filter(condition -> "True".equals(condition.getStatus()))
            .findFirst();
  }

  private Optional<Pod> newestPod(Job job) {
    return cluster.pods(job.getMetadata().getNamespace(), job.getMetadata().getName()).stream()
        .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
  }

  private Optional<WorkerReport> report(VideoJob videoJob, Attempt attempt, Optional<Pod> pod) {
    var end = pod.flatMap(PodVerdict::terminated);
    return switch (Task.of(videoJob.getSpec())) {
      case Task.Transcode _ -> end.flatMap(left -> workersReport(videoJob, attempt, left));
      case Task.Command _ -> end.map(left -> commandsReport(videoJob, attempt, left));
      case Task.Http _ -> Optional.empty();
    };
  }

  private WorkerReport commandsReport(
      VideoJob videoJob, Attempt attempt, ContainerStateTerminated end) {
    var code = Objects.requireNonNullElse(end.getExitCode(), -1);
    return commandReport.of(
        videoJob.getMetadata().getUid(), attempt.number(), code, end.getMessage());
  }

  private Optional<WorkerReport> workersReport(
      VideoJob videoJob, Attempt attempt, ContainerStateTerminated end) {
    return Optional.ofNullable(end.getMessage())
        .flatMap(this::parse)
        .filter(report -> report.reason() != null && report.message() != null)
        .filter(report -> videoJob.getMetadata().getUid().equals(report.jobUid()))
        .filter(report -> report.attempt() == attempt.number());
  }

  private Optional<WorkerReport> parse(String message) {
    try {
      return Optional.ofNullable(json.readValue(message, WorkerReport.class));
    } catch (JsonProcessingException e) {
      LOG.warn("a worker's report is not one: {}", e.getOriginalMessage());
      return Optional.empty();
    }
  }
}
