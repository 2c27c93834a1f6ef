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

/** What was looked at and what returned. */
@JsonClassDescription("What was looked at and what returned, written by the operator.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record DeadLetterRedriveStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Letters looked at.") @Nullable Long examined,
    @JsonPropertyDescription("Letters that the selector names.") @Nullable Long matched,
    @JsonPropertyDescription("Letters returned to their queue.") @Nullable Long redriven,
    @JsonPropertyDescription("Some of the letters that match, at most ten.") List<String> samples,
    @JsonPropertyDescription("Time of the first look.") @Nullable String startTime,
    @JsonPropertyDescription("Time of the end.") @Nullable String completionTime,
    @JsonPropertyDescription("Complete or Failed.") List<Condition> conditions) {

  public DeadLetterRedriveStatus {
    samples = requireNonNullElse(samples, List.of());
    conditions = requireNonNullElse(conditions, List.of());
  }
}
