package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was looked at and what returned. */
@JsonClassDescription("What was looked at and what returned, written by the operator.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record DeadLetterRedriveStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Where the redrive stands, in one word.") @Nullable RedriveState state,
    @JsonPropertyDescription("How it stands, in a sentence.") @Nullable String message,
    @JsonPropertyDescription("Letters looked at.") @Nullable Long examined,
    @JsonPropertyDescription("Letters that the selector names.") @Nullable Long matched,
    @JsonPropertyDescription("Letters returned to their queue.") @Nullable Long redriven,
    @Size(max = MAX_MOVING)
        @JsonPropertyDescription(
            "Ids of letters that are being returned: recorded before the first is sent, so that each"
                + " is counted once whatever happens.")
        List<@Size(max = 256) String> moving,
    @JsonPropertyDescription("Some of the letters that match, at most ten.") List<String> samples,
    @JsonPropertyDescription("Dead-letter queue that the letters are taken from.")
        @Nullable String deadLetterQueueUrl,
    @JsonPropertyDescription(
            "Time of the first look. Letters that died later are left where they are.")
        @Nullable String startTime,
    @JsonPropertyDescription("Time of the end.") @Nullable String completionTime,
    @JsonPropertyDescription("Complete, Failed, and Stalled while a queue refuses.")
        List<Condition> conditions) {

  public static final DeadLetterRedriveStatus NEW =
      DeadLetterRedriveStatusBuilder.builder().build();

  /** Letters that may be on their way at once. */
  public static final int MAX_MOVING = 1000;

  public DeadLetterRedriveStatus {
    moving = requireNonNullElse(moving, List.of());
    samples = requireNonNullElse(samples, List.of());
    conditions = requireNonNullElse(conditions, List.of());
  }

  /** Whether nothing more will happen. */
  public boolean ended() {
    return state != null && state.terminal();
  }
}
