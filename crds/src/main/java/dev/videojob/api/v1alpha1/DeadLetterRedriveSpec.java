package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Which dead letters return, and how fast. Never changes after creation. */
@JsonClassDescription("Which dead letters return, and how fast. It never changes after creation.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "self == oldSelf",
    reason = "FieldValueForbidden",
    message = "cannot change after creation; create another DeadLetterRedrive")
@RecordBuilder
public record DeadLetterRedriveSpec(
    @Required
        @Size(min = 1, max = 63)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
        @JsonPropertyDescription(
            "Name of the VideoQueue in this namespace whose dead letters return.")
        String queueRef,
    @Default("{}")
        @JsonPropertyDescription(
            "Which letters return: those for which all that is given here holds; all when nothing is given.")
        Selector selector,
    @Default("false") @JsonPropertyDescription("True counts and samples without moving anything.")
        Boolean dryRun,
    @Default("10") @Min(1) @Max(1000) @JsonPropertyDescription("Letters per second at most.")
        Integer maxPerSecond,
    @Min(1) @Max(10000000) @JsonPropertyDescription("Letters in all at most.")
        @Nullable Long maxMessages) {

  public DeadLetterRedriveSpec {
    selector = requireNonNullElse(selector, Selector.ALL);
    dryRun = requireNonNullElse(dryRun, false);
    maxPerSecond = requireNonNullElse(maxPerSecond, 10);
  }

  /** All that are given must hold. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = Rules.AFTER_BEFORE,
      fieldPath = ".before",
      message = Rules.AFTER_BEFORE_SAYS)
  @RecordBuilder
  public record Selector(
      @JsonPropertyDescription("Class of the failure.") @Nullable FailureClass failureClass,
      @Size(min = 1, max = 63)
          @ValidationRule(
              value = "self.matches(r'^[A-Z][A-Za-z0-9]*$')",
              message = "must be one CamelCase word, such as SourceGone")
          @JsonPropertyDescription("Reason of the failure, in its one word, such as SourceGone.")
          @Nullable String reason,
      @Size(min = 1, max = 40)
          @ValidationRule(value = Rules.TIME, message = Rules.TIME_SAYS)
          @JsonPropertyDescription(
              "Letters that died at or after this RFC 3339 time: that at which they were sent to the"
                  + " dead-letter queue.")
          @Nullable String after,
      @Size(min = 1, max = 40)
          @ValidationRule(value = Rules.TIME, message = Rules.TIME_SAYS)
          @JsonPropertyDescription("Letters that died before this RFC 3339 time.")
          @Nullable String before,
      @Size(min = 1, max = 1024)
          @JsonPropertyDescription(
              "Glob over the source's key, such as uploads/*.mp4: * is any text within a folder, ** any"
                  + " text, ? one character within a folder.")
          @Nullable String keyPattern,
      @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
          @JsonPropertyDescription("Name of the VideoJob that the letter speaks of.")
          @Nullable String videoJob) {

    public static final Selector ALL = DeadLetterRedriveSpecSelectorBuilder.builder().build();
  }
}
