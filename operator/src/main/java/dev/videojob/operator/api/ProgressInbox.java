package dev.videojob.operator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.contract.ProgressReport;
import dev.videojob.operator.observe.ProgressBook;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.slots.JobKey;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes the progress that workers post. */
public final class ProgressInbox {
  private final Function<JobKey, Optional<VideoJob>> cache;
  private final ProgressBook book;
  private final Consumer<JobKey> lookAt;
  private final ObjectMapper json;

  /** What a worker is answered. */
  public enum Answer {
    /** Taken. */
    ACCEPTED,
    /** The attempt is over for us: it must not publish. */
    GONE,
    /** Not a report. */
    NOT_UNDERSTOOD,
    /** There is no such job that the cache knows. */
    UNKNOWN
  }

  public ProgressInbox(
      Function<JobKey, Optional<VideoJob>> cache,
      ProgressBook book,
      Consumer<JobKey> lookAt,
      ObjectMapper json) {
    this.cache = cache;
    this.book = book;
    this.lookAt = lookAt;
    this.json = json;
  }

  /** Takes one report for the VideoJob of that name and uid. */
  public Answer take(JobKey job, String uid, String body) {
    var known = cache.apply(job);
    if (known.isEmpty()) {
      return Answer.UNKNOWN;
    }
    if (!known.get().getMetadata().getUid().equals(uid)) {
      return Answer.GONE;
    }
    try {
      var report = json.readValue(body, ProgressReport.class);
      if (report == null || report.phase() == null) {
        return Answer.NOT_UNDERSTOOD;
      }
      if (superseded(known.get(), report)) {
        return Answer.GONE;
      }
      book.note(job, report);
      lookAt.accept(job);
      return Answer.ACCEPTED;
    } catch (JsonProcessingException e) {
      return Answer.NOT_UNDERSTOOD;
    }
  }

  /** A status that lags behind must not stop a healthy worker: only a newer attempt does. */
  private static boolean superseded(VideoJob job, ProgressReport report) {
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return true;
    }
    var status = job.getStatus();
    if (status == null || status.attempt() == null) {
      return false;
    }
    var ended = Planner.liveAttempt(status).isEmpty();
    return status.attempt() > report.attempt() || (status.attempt() == report.attempt() && ended);
  }
}
