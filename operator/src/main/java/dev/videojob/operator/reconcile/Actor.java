package dev.videojob.operator.reconcile;

import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;

import dev.videojob.api.v1alpha1.Task;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.operator.act.AttemptJobs;
import dev.videojob.operator.act.Events;
import dev.videojob.operator.calls.ServiceCalls;
import dev.videojob.operator.client.ApiServerWords;
import dev.videojob.operator.metrics.Measurements;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.plan.Decision;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.plan.Terms;
import dev.videojob.operator.plan.Work;
import dev.videojob.operator.resources.JobFactory;
import dev.videojob.operator.slots.JobKey;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what was decided, after it was written down. Whatever it does may be repeated. */
public final class Actor {
  private static final Logger LOG = LoggerFactory.getLogger(Actor.class);

  private static final int TOO_MANY_REQUESTS = 429;

  private final AttemptJobs jobs;
  private final ServiceCalls calls;
  private final JobFactory factory;
  private final Admission admission;
  private final ProgressBook progress;
  private final Events events;
  private final Measurements measurements;

  public Actor(
      AttemptJobs jobs,
      ServiceCalls calls,
      JobFactory factory,
      Admission admission,
      ProgressBook progress,
      Events events,
      Measurements measurements) {
    this.jobs = jobs;
    this.calls = calls;
    this.factory = factory;
    this.admission = admission;
    this.progress = progress;
    this.events = events;
    this.measurements = measurements;
  }

  /**
   * Does it.
   *
   * @return what stands in the way of an attempt whose Job the API server does not accept
   */
  Optional<Decision> act(VideoJob job, Decision decision, Terms terms) {
    switch (decision) {
      case Decision.Start _ -> {
        return start(job, job.getStatus().attempts().getLast(), terms);
      }
      case Decision.CreateJob create -> {
        return start(job, create.attempt(), terms);
      }
      case Decision.Abandon abandon -> {
        stop(job);
        events.warning(job, abandon.reason(), abandon.message());
      }
      case Decision.Succeed succeed -> {
        forget(job);
        measurements.succeeded(job);
        events.normal(job, "Succeeded", succeed.report().message());
      }
      case Decision.Retry retry -> {
        forget(job);
        measurements.retried(job);
        events.warning(
            job, "Retrying", retry.failure().message() + " Next attempt at " + retry.at() + ".");
      }
      case Decision.GiveUp giveUp -> {
        forget(job);
        measurements.failed(job);
        events.warning(job, giveUp.failure().reason(), giveUp.failure().message());
      }
      case Decision.Stall _,
          Decision.Hold _,
          Decision.AwaitStart _,
          Decision.Follow _,
          Decision.AwaitEnd _,
          Decision.Settle _ -> {}
    }
    return Optional.empty();
  }

  /** Deletes the live attempt's Job, or breaks its call off; it is looked at again afterwards. */
  void stop(VideoJob job) {
    switch (Task.of(job.getSpec())) {
      case Task.Transcode _, Task.Command _ ->
          Planner.liveAttempt(job.getStatus())
              .ifPresent(
                  attempt -> jobs.delete(job.getMetadata().getNamespace(), attempt.jobName()));
      case Task.Http _ -> calls.cancel(job);
    }
  }

  /** Deletes a Job that runs for an attempt of {@code job} that is over. */
  void stopStray(VideoJob job, String jobName) {
    LOG.warn("Job {} runs for an attempt of {} that is over: deleted", jobName, JobKey.of(job));
    jobs.delete(job.getMetadata().getNamespace(), jobName);
  }

  /** Lets go of everything that is held for the job in memory. */
  void forget(VideoJob job) {
    var key = JobKey.of(job);
    progress.forget(key);
    calls.forget(key);
    admission.release(key);
  }

  /** Says that a job goes although the outside could not be told all of its end. */
  void letGoUnsettled(VideoJob job) {
    var what =
        "The VideoJob goes after "
            + VideoJobLife.LONGEST_DELETION.toMinutes()
            + " minutes although the metadata store or its queues have not been told of its end."
            + " status.settlement has what they were told.";
    LOG.warn("{}: {}", JobKey.of(job), what);
    events.warning(job, "DeletedUnsettled", what);
  }

  private Optional<Decision> start(VideoJob job, Attempt attempt, Terms terms) {
    if (!(terms instanceof Terms.Agreed agreed)) {
      return Optional.empty();
    }
    return switch (agreed.work()) {
      case Work.InPod work -> create(job, attempt, factory.create(job, attempt, agreed, work));
      case Work.Call work -> {
        calls.begin(job, attempt, agreed, work);
        yield Optional.empty();
      }
    };
  }

  private Optional<Decision> create(VideoJob job, Attempt attempt, Job made) {
    try {
      if (jobs.create(job, made)) {
        measurements.jobCreated(job);
        events.normal(
            job,
            "Started",
            "Attempt " + attempt.number() + " runs as Job " + attempt.jobName() + ".");
      }
      return Optional.empty(); // A name that something else took is told by the next look.
    } catch (KubernetesClientException e) {
      if (!refused(e)) {
        throw e;
      }
      return Optional.of(notCreated(job, attempt, ApiServerWords.of(e)));
    }
  }

  /** An answer that may be the same for ever, other than none, or that it is too busy. */
  private static boolean refused(KubernetesClientException e) {
    return e.getCode() >= HTTP_BAD_REQUEST && e.getCode() != TOO_MANY_REQUESTS;
  }

  private Decision notCreated(VideoJob job, Attempt attempt, String said) {
    var message = "The Job of attempt " + attempt.number() + " is not created: " + said;
    if (!message.equals(job.getStatus().message())) {
      events.warning(job, Planner.JOB_NOT_CREATED, message);
    }
    return new Decision.Stall(Planner.JOB_NOT_CREATED, message);
  }
}
