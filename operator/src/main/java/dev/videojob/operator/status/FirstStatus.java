package dev.videojob.operator.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJob;
import dev.videojob.api.v1alpha1.VideoJobStatus;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.operator.plan.Planner;
import dev.videojob.operator.resources.AttemptNames;
import dev.videojob.operator.resources.Names;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status that a VideoJob is created with. An API server drops the status of a creation, so the
 * intake writes it to an annotation; it holds until the status itself says something. Attempt 1 of
 * a job with a slot in hand is so recorded by the creation itself.
 */
public final class FirstStatus {
  /** A manifest that somebody kept and applies again later does not bring its first status back. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private static final ObjectMapper JSON = new ObjectMapper();

  private FirstStatus() {}

  /** Has {@code job}, which is about to be created, carry {@code first}. */
  public static void put(VideoJob job, VideoJobStatus first) {
    try {
      job.getMetadata()
          .getAnnotations()
          .put(Names.FIRST_STATUS_ANNOTATION, JSON.writeValueAsString(first));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a VideoJobStatus is plain data", impossible);
    }
  }

  /** What is recorded of {@code job}: its status or, while that says nothing, its first one. */
  public static @Nullable VideoJobStatus recorded(VideoJob job) {
    return carried(job).orElse(job.getStatus());
  }

  /** {@code job} with what is recorded of it as its status. */
  public static VideoJob recalled(VideoJob job) {
    return carried(job).map(first -> job.with(first)).orElse(job);
  }

  /**
   * Until when the status need not repeat what {@code job} carries, as a pod that runs by then
   * spares the write that says that it does not; empty when it carries nothing.
   */
  public static Optional<Instant> mayWaitUntil(VideoJob job) {
    return carried(job)
        .map(first -> decidedAt(first.attempts().getFirst()).plus(Planner.START_PATIENCE));
  }

  private static Optional<VideoJobStatus> carried(VideoJob job) {
    var annotations = job.getMetadata().getAnnotations();
    var says = job.getStatus() != null && job.getStatus().revision() > 0;
    return annotations == null || says
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(Names.FIRST_STATUS_ANNOTATION))
            .flatMap(text -> read(job, text));
  }

  private static Optional<VideoJobStatus> read(VideoJob job, String text) {
    try {
      return Optional.ofNullable(JSON.readValue(text, VideoJobStatus.class))
          .filter(first -> fits(job, first));
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Anybody may write an annotation: nothing but a first attempt, made with the job, is taken. */
  private static boolean fits(VideoJob job, VideoJobStatus first) {
    if (first.state() != JobState.STARTING || first.attempts().size() != 1) {
      return false;
    }
    var attempt = first.attempts().getFirst();
    return attempt.number() == 1
        && Integer.valueOf(1).equals(first.attempt())
        && attempt.live()
        && attempt.startedAt() == null
        && AttemptNames.jobName(job.getMetadata().getName(), 1).equals(attempt.jobName())
        && attempt.decidedAt() != null
        && madeTogether(job, attempt);
  }

  private static boolean madeTogether(VideoJob job, Attempt attempt) {
    var created = job.getMetadata().getCreationTimestamp();
    return created == null
        || Duration.between(Instant.parse(created), decidedAt(attempt))
                .abs()
                .compareTo(CLOCKS_DIFFER)
            <= 0;
  }

  private static Instant decidedAt(Attempt attempt) {
    return Instant.parse(attempt.decidedAt());
  }
}
