package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole story of a job. Times are RFC 3339 strings in UTC. {@code state} is derived from the
 * rest for people and columns and never read back.
 */
@JsonClassDescription(
    "The whole story of the job, written by the operator. Times are RFC 3339 in UTC.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record VideoJobStatus(
    @JsonPropertyDescription("Where the job stands, in one word.") @Default("Queued")
        @Nullable JobState state,
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Counts the changes of this story; the metadata document carries the same number.")
        Long revision,
    @JsonPropertyDescription("Number of the newest attempt; absent before the first.")
        @Nullable Integer attempt,
    @JsonPropertyDescription("Attempts that count against maxAttempts.")
        @Nullable Integer attemptsSpent,
    @JsonPropertyDescription(
            "Of these, how many ended in each class of failure; retry.budgets bounds them.")
        Map<FailureClass, Integer> spentByClass,
    @JsonPropertyDescription("The newest attempts, oldest first, at most ten.")
        List<Attempt> attempts,
    @JsonPropertyDescription("Time before which the next attempt does not start.")
        @Nullable String nextAttemptAt,
    @JsonPropertyDescription("Why the job waits, while it does.") @Nullable Waiting waiting,
    @JsonPropertyDescription("Progress of the attempt that runs.") @Nullable Progress progress,
    @JsonPropertyDescription("What was published.") List<Output> outputs,
    @JsonPropertyDescription("Address of manifest.json, the full report of what was published.")
        @Nullable String manifestUri,
    @PreserveUnknownFields
        @JsonPropertyDescription(
            "What a task gave back: a JSON object of at most 4 KiB. Absent for a transcode.")
        @Nullable JsonNode result,
    @JsonPropertyDescription(
            "Profile in effect: that of the newest attempt or, before the first, the one it would take.")
        @Nullable String profile,
    @JsonPropertyDescription("Why the job ended as it did, in one CamelCase word.")
        @Nullable String reason,
    @JsonPropertyDescription("Why the job stands where it does, in a sentence.")
        @Nullable String message,
    @JsonPropertyDescription("Time at which the first attempt was decided.")
        @Nullable String startTime,
    @JsonPropertyDescription("Time at which the job ended.") @Nullable String completionTime,
    @JsonPropertyDescription("Seconds from startTime to completionTime.")
        @Nullable Long durationSeconds,
    @JsonPropertyDescription("What the outside has been told.") Settlement settlement,
    @JsonPropertyDescription("Complete, Failed, MetadataSynced, Stalled, as kstatus has them.")
        List<Condition> conditions) {

  /** The status of a job that nobody has looked at. */
  public static final VideoJobStatus NEW = VideoJobStatusBuilder.builder().build();

  public VideoJobStatus {
    revision = requireNonNullElse(revision, 0L);
    spentByClass = spentByClass == null ? Map.of() : Map.copyOf(spentByClass);
    attempts = attempts == null ? List.of() : List.copyOf(attempts);
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    settlement = requireNonNullElse(settlement, Settlement.NONE);
  }

  /** Whether nothing more will happen to the work itself. */
  public boolean ended() {
    return state != null && state.terminal();
  }

  /** Whether the outside has been told everything: nothing more will happen at all. */
  public boolean settled() {
    return ended() && settlement.settledAt() != null;
  }

  /** One try at the work: one Job, at most one live pod. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Attempt(
      @JsonPropertyDescription("1 for the first.") int number,
      @JsonPropertyDescription("Name of its Kubernetes Job.") String jobName,
      @JsonPropertyDescription("Digest of the Job's making: template, profile and task.")
          @Nullable String templateRevision,
      @JsonPropertyDescription("Time at which the attempt was decided.") String decidedAt,
      @JsonPropertyDescription(
              "Time at which its Job started, in whole seconds; absent until its container runs.")
          @Nullable String startedAt,
      @JsonPropertyDescription("Time at which its end was observed.") @Nullable String finishedAt,
      @JsonPropertyDescription("How it ended; absent while it lives.")
          @Nullable FailureClass failureClass,
      @JsonPropertyDescription("True when it ended well; absent while it lives.")
          @Nullable Boolean succeeded,
      @JsonPropertyDescription("Exit code of the container.") @Nullable Integer exitCode,
      @JsonPropertyDescription("Reason in one CamelCase word.") @Nullable String reason,
      @JsonPropertyDescription("Reason in a sentence.") @Nullable String message,
      @JsonPropertyDescription("Memory limit it ran with, as a Kubernetes quantity.")
          @Nullable String memoryLimit) {

    /** Whether the attempt has not been seen to end. */
    public boolean live() {
      return finishedAt == null;
    }
  }

  /** Why a job waits. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Waiting(
      @JsonPropertyDescription("QueueLimit, ClassLimit, OperatorLimit, Suspended or BackOff.")
          WaitingReason reason,
      @JsonPropertyDescription("The reason in a sentence.") @Nullable String message,
      @JsonPropertyDescription(
              "Place among the queue's waiting jobs, 1 is next; counted up to 1000.")
          @Nullable Integer position) {}

  /** Progress of the running attempt, as the worker last reported it. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Progress(
      @JsonPropertyDescription("Attempt that reported.") int attempt,
      @JsonPropertyDescription("fetch, probe, encode, verify or publish.") @Nullable String phase,
      @JsonPropertyDescription("0 to 100.") int percent,
      @JsonPropertyDescription("percent with its sign, for columns.") @Nullable String display,
      @JsonPropertyDescription("Seconds of media encoded per second, such as 2.5x.")
          @Nullable String speed,
      @JsonPropertyDescription("Estimated seconds to the end.") @Nullable Long etaSeconds,
      @JsonPropertyDescription("Time of the report.") @Nullable String updatedAt) {}

  /** One published object that a person would name: a rendition, a playlist, a picture. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Output(
      @JsonPropertyDescription("Name inside the profile, such as 720p.") String name,
      @JsonPropertyDescription("HlsMaster, HlsRendition, Mp4, Audio, Poster or Thumbnails.")
          String type,
      @JsonPropertyDescription("Address of the object a player opens.") String uri,
      @JsonPropertyDescription("Bytes of all its objects.") @Nullable Long sizeBytes,
      @JsonPropertyDescription("Width in pixels.") @Nullable Integer width,
      @JsonPropertyDescription("Height in pixels.") @Nullable Integer height,
      @JsonPropertyDescription("Duration in milliseconds.") @Nullable Long durationMillis,
      @JsonPropertyDescription("Video frames, counted by decoding.") @Nullable Long frames,
      @JsonPropertyDescription("Codecs as RFC 6381 has them.") @Nullable String codecs) {}

  /** What the outside has been told, so that an operator that starts anew knows what is left. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Settlement(
      @JsonPropertyDescription("Revision that the metadata store has accepted.")
          @Nullable Long metadataRevision,
      @JsonPropertyDescription("Time at which the processed queue accepted the outcome.")
          @Nullable String processedAt,
      @JsonPropertyDescription("Time at which the dead-letter queue accepted the message.")
          @Nullable String deadLetteredAt,
      @JsonPropertyDescription(
              "Time from which this resource stands for the message, which is deleted then: the job"
                  + " outlives the 12 hours for which SQS holds a message.")
          @Nullable String ownedAt,
      @JsonPropertyDescription("Time at which the source message was deleted.")
          @Nullable String messageDeletedAt,
      @JsonPropertyDescription(
              "Time at which nothing was left to tell; the operator forgets the job then.")
          @Nullable String settledAt) {

    public static final Settlement NONE = VideoJobStatusSettlementBuilder.builder().build();
  }
}
