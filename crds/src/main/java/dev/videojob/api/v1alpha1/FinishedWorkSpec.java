package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A segment of tombstones. Only the newest segment of an operator is open; its holder appends to it
 * by compare-and-set.
 */
@JsonClassDescription("A segment of tombstones. Written by the operator only.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record FinishedWorkSpec(
    @Size(max = 87384)
        @JsonPropertyDescription("Digests of 16 bytes each, one after the other, in base64.")
        String entries,
    @Default("0") @Min(0) @Max(MAX_ENTRIES) @JsonPropertyDescription("Number of digests.")
        Integer count,
    @Size(min = 1, max = 253)
        @JsonPropertyDescription("The operator process that appends to the segment.")
        @Nullable String holder,
    @Default("false")
        @JsonPropertyDescription(
            "True when nothing is appended any more; the next segment follows.")
        Boolean closed,
    @Size(min = 1, max = 40) @JsonPropertyDescription("RFC 3339 time of the first digest.")
        @Nullable String oldestAt,
    @Size(min = 1, max = 40) @JsonPropertyDescription("RFC 3339 time of the last digest.")
        @Nullable String newestAt,
    @Size(min = 1, max = 40)
        @JsonPropertyDescription(
            "RFC 3339 time after which the operator deletes the segment, once it is closed.")
        @Nullable String expiresAt) {

  /**
   * Digests of a segment. An append writes the whole segment, so it is kept well below what an
   * object may have.
   */
  public static final int MAX_ENTRIES = 4096;

  public FinishedWorkSpec {
    entries = requireNonNullElse(entries, "");
    count = requireNonNullElse(count, 0);
    closed = requireNonNullElse(closed, false);
  }
}
