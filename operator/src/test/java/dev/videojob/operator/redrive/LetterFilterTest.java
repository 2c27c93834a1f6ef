package dev.videojob.operator.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.DeadLetterRedriveSpec.Selector;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpecSelectorBuilder;
import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.operator.Moments;
import dev.videojob.operator.redrive.LetterFilter.Exclusion;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The letter is of {@code clip}, an input fault of {@code uploads/clip.mp4}, dead since 11:00. */
class LetterFilterTest {
  private static final Instant ELEVEN = Instant.parse("2026-03-01T11:00:00Z");
  private static final ALetter LETTER =
      ALetter.of("clip").failed("Permanent", "InvalidInput").key("uploads/clip.mp4").diedAt(ELEVEN);

  private static DeadLetterRedriveSpecSelectorBuilder selecting() {
    return DeadLetterRedriveSpecSelectorBuilder.builder();
  }

  static Stream<Arguments> selectors() {
    return Stream.of(
        Arguments.of(selecting().build(), new Exclusion[0]),
        Arguments.of(selecting().failureClass(FailureClass.PERMANENT).build(), new Exclusion[0]),
        wrong(selecting().failureClass(FailureClass.TRANSIENT), Exclusion.FAILURE_CLASS),
        Arguments.of(selecting().reason("InvalidInput").build(), new Exclusion[0]),
        wrong(selecting().reason("SourceGone"), Exclusion.REASON),
        Arguments.of(selecting().after("2026-03-01T11:00:00Z").build(), new Exclusion[0]),
        Arguments.of(selecting().after("2026-03-01T12:00:00+01:00").build(), new Exclusion[0]),
        wrong(selecting().after("2026-03-01T11:00:00.001Z"), Exclusion.AFTER),
        Arguments.of(selecting().before("2026-03-01T11:00:00.001Z").build(), new Exclusion[0]),
        wrong(selecting().before("2026-03-01T11:00:00Z"), Exclusion.BEFORE),
        Arguments.of(selecting().keyPattern("uploads/*").build(), new Exclusion[0]),
        wrong(selecting().keyPattern("*"), Exclusion.KEY_PATTERN),
        Arguments.of(selecting().videoJob("clip").build(), new Exclusion[0]),
        wrong(selecting().videoJob("other"), Exclusion.VIDEO_JOB),
        wrong(
            selecting().reason("SourceGone").videoJob("other").keyPattern("uploads/*"),
            Exclusion.REASON,
            Exclusion.VIDEO_JOB));
  }

  private static Arguments wrong(
      DeadLetterRedriveSpecSelectorBuilder selector, Exclusion... exclusions) {
    return Arguments.of(selector.build(), exclusions);
  }

  @ParameterizedTest
  @MethodSource("selectors")
  void all_that_is_given_must_hold_and_what_does_not_is_told(
      Selector selector, Exclusion[] exclusions) {
    assertThat(new LetterFilter(selector, Moments.NOW).exclusions(LETTER.read()))
        .containsExactlyInAnyOrder(exclusions);
  }

  @Test
  void what_died_since_the_redrive_began_is_left_alone() {
    assertThat(new LetterFilter(Selector.ALL, ELEVEN).exclusions(LETTER.read()))
        .containsExactly(Exclusion.DIED_SINCE);
    assertThat(new LetterFilter(Selector.ALL, ELEVEN.plusMillis(1)).exclusions(LETTER.read()))
        .isEmpty();
  }

  @Test
  void a_message_that_sqs_moved_is_a_letter_of_nothing_known() {
    var bare = ALetter.bare("hello").diedAt(ELEVEN).read();

    assertThat(new LetterFilter(Selector.ALL, Moments.NOW).exclusions(bare)).isEmpty();
    assertThat(
            new LetterFilter(
                    selecting()
                        .reason("InvalidInput")
                        .failureClass(FailureClass.PERMANENT)
                        .videoJob("clip")
                        .keyPattern("**")
                        .build(),
                    Moments.NOW)
                .exclusions(bare))
        .containsExactlyInAnyOrder(
            Exclusion.REASON, Exclusion.FAILURE_CLASS, Exclusion.VIDEO_JOB, Exclusion.KEY_PATTERN);
  }

  @Test
  void a_letter_is_shown_by_its_key_or_its_job_and_its_reason() {
    assertThat(LETTER.read().sample()).isEqualTo("uploads/clip.mp4 (InvalidInput)");
    assertThat(ALetter.of("clip").failed("Permanent", "NotUnderstood").body("x").read().sample())
        .isEqualTo("clip (NotUnderstood)");
    assertThat(ALetter.bare("hello").read().sample()).startsWith("message ");
  }
}
