package dev.videojob.operator.redrive;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpec.Selector;
import dev.videojob.api.v1alpha1.FailureClass;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which letters return: those that nothing excludes. Pure. */
final class LetterFilter {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What may exclude a letter. */
  enum Exclusion {
    /** It died after the redrive began, perhaps because it was redriven. */
    DIED_SINCE("died after the redrive began"),
    FAILURE_CLASS("failureClass"),
    REASON("reason"),
    AFTER("after"),
    BEFORE("before"),
    KEY_PATTERN("keyPattern"),
    VIDEO_JOB("videoJob");

    /** The part of the selector by its name, or what else it is. */
    final String words;

    Exclusion(String words) {
      this.words = words;
    }
  }

  private final Selector selector;
  private final Instant beganAt;
  private final @Nullable Instant after;
  private final @Nullable Instant before;
  private final @Nullable KeyPattern pattern;

  /**
   * A filter.
   *
   * @param beganAt time at which the redrive began: what died then or later is left alone
   */
  LetterFilter(Selector selector, Instant beganAt) {
    this.selector = selector;
    this.beganAt = beganAt;
    this.after = time(selector.after());
    this.before = time(selector.before());
    this.pattern = selector.keyPattern() == null ? null : new KeyPattern(selector.keyPattern());
  }

  private static @Nullable Instant time(@Nullable String rfc3339) {
    return rfc3339 == null ? null : OffsetDateTime.parse(rfc3339).toInstant();
  }

  /** Everything that excludes {@code letter}; empty when it is to return. */
  Set<Exclusion> exclusions(Letter letter) {
    var found = EnumSet.noneOf(Exclusion.class);
    var died = letter.diedAt();
    exclude(found, Exclusion.DIED_SINCE, died.filter(time -> !time.isBefore(beganAt)).isPresent());
    exclude(
        found,
        Exclusion.FAILURE_CLASS,
        selector.failureClass() != null
            && !word(selector.failureClass()).equals(letter.failureClass()));
    exclude(
        found,
        Exclusion.REASON,
        selector.reason() != null && !selector.reason().equals(letter.reason()));
    exclude(
        found,
        Exclusion.AFTER,
        after != null && died.filter(time -> !time.isBefore(after)).isEmpty());
    exclude(
        found,
        Exclusion.BEFORE,
        before != null && died.filter(time -> time.isBefore(before)).isEmpty());
    exclude(
        found,
        Exclusion.KEY_PATTERN,
        pattern != null && letter.keys().stream().noneMatch(pattern::matches));
    exclude(
        found,
        Exclusion.VIDEO_JOB,
        selector.videoJob() != null && !selector.videoJob().equals(letter.videoJob()));
    return found;
  }

  private static void exclude(Set<Exclusion> found, Exclusion exclusion, boolean excludes) {
    if (excludes) {
      found.add(exclusion);
    }
  }

  private static String word(FailureClass failureClass) {
    return JSON.convertValue(failureClass, String.class);
  }
}
