package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queue's statistics. */
@JsonClassDescription("The queue's statistics, written by the operator.")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record VideoQueueStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("VideoJobs that wait for a slot or for their back-off.")
        @Nullable Integer waiting,
    @JsonPropertyDescription("VideoJobs with a live attempt.") @Nullable Integer running,
    @JsonPropertyDescription("The limits that hold now, and why.")
        @Nullable EffectiveLimits effectiveLimits,
    @JsonPropertyDescription("Messages received since the operator started.")
        @Nullable Long received,
    @JsonPropertyDescription("Messages that could not be understood, since the operator started.")
        @Nullable Long refused,
    @JsonPropertyDescription(
            "Messages for work that was known already, since the operator started.")
        @Nullable Long duplicates,
    @JsonPropertyDescription("Jobs that succeeded since the operator started.")
        @Nullable Long succeeded,
    @JsonPropertyDescription("Jobs that failed for good since the operator started.")
        @Nullable Long failed,
    @JsonPropertyDescription(
            "What the queue last said of its depth, about once a minute; a hint that SQS may be late"
                + " with.")
        @Nullable Messages messages,
    @JsonPropertyDescription("What the dead-letter queue last said, about once a minute.")
        @Nullable DeadLetters deadLetters,
    @JsonPropertyDescription(
            "Ready; RedrivePolicy and DeadLetterQueue are False where the SQS queues should be set"
                + " otherwise.")
        List<Condition> conditions) {

  public static final VideoQueueStatus NEW = VideoQueueStatusBuilder.builder().build();

  public VideoQueueStatus {
    conditions = requireNonNullElse(conditions, List.of());
  }

  /** The limits that hold now. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record EffectiveLimits(
      @JsonPropertyDescription("Attempts of the queue that may live at once.") int maxJobs,
      @JsonPropertyDescription("The same of classes that have a limit.")
          List<EffectiveClassLimit> classes,
      @JsonPropertyDescription("Why these hold, in a sentence.") String reason,
      @JsonPropertyDescription("When others will hold, if that is known.") @Nullable String until) {

    public EffectiveLimits {
      classes = classes == null ? List.of() : List.copyOf(classes);
    }
  }

  /** The limit of one class that holds now. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record EffectiveClassLimit(
      @JsonPropertyDescription("Value of a VideoJob's className.") String name,
      @JsonPropertyDescription("Attempts of this class that may live at once.") int maxJobs) {}

  /** Depth of the source queue. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Messages(
      @JsonPropertyDescription("Messages that could be received now.") long visible,
      @JsonPropertyDescription("Messages that are held, ours among them.") long inFlight) {}

  /** What lies in the dead-letter queue. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record DeadLetters(
      @JsonPropertyDescription("Messages in the queue, held ones included.") long messages,
      @JsonPropertyDescription(
              "Time at which the oldest letter was sent, of those seen since the queue was last empty;"
                  + " a few are looked at each minute, so older ones may be there.")
          @Nullable String oldestSentAt) {}
}
