package dev.videojob.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AttemptNamesTest {
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  @Test
  void a_short_name_is_read_in_its_jobs_name() {
    assertThat(AttemptNames.jobName("clip", 1)).isEqualTo("clip-1");
    assertThat(AttemptNames.jobName("clip", 12)).isEqualTo("clip-12");
  }

  @Test
  void a_long_name_is_cut_and_told_apart_by_its_digest() {
    var common = "a".repeat(100);

    assertThat(AttemptNames.jobName(common + "x", 1))
        .startsWith("a".repeat(49) + "-")
        .isNotEqualTo(AttemptNames.jobName(common + "y", 1));
  }

  @Test
  void names_that_differ_only_by_their_dots_are_told_apart() {
    assertThat(AttemptNames.jobName("clip.of-monday", 1))
        .isNotEqualTo(AttemptNames.jobName("clip-of-monday", 1));
  }

  @Test
  void the_name_is_the_same_each_time() {
    assertThat(AttemptNames.jobName("b".repeat(90), 3))
        .isEqualTo(AttemptNames.jobName("b".repeat(90), 3));
  }

  @Test
  void a_label_value_is_the_name_itself_when_it_fits() {
    assertThat(AttemptNames.labelValue("clip.of.monday")).isEqualTo("clip.of.monday");
    assertThat(AttemptNames.labelValue("c".repeat(63))).isEqualTo("c".repeat(63));
  }

  @Property
  void a_jobs_name_is_a_dns_label(
      @ForAll("names") String name, @ForAll @IntRange(min = 1, max = 1100) int number) {
    assertThat(AttemptNames.jobName(name, number)).hasSizeLessThanOrEqualTo(63).matches(DNS_LABEL);
  }

  @Property
  void names_of_attempts_are_distinct(
      @ForAll("names") String one,
      @ForAll("names") String other,
      @ForAll @IntRange(min = 1, max = 30) int number,
      @ForAll @IntRange(min = 1, max = 30) int otherNumber) {
    var same = one.equals(other) && number == otherNumber;

    assertThat(AttemptNames.jobName(one, number).equals(AttemptNames.jobName(other, otherNumber)))
        .isEqualTo(same);
  }

  @Property
  void a_label_value_is_one_and_distinct(
      @ForAll("names") String one, @ForAll("names") String other) {
    assertThat(AttemptNames.labelValue(one)).hasSizeLessThanOrEqualTo(63).matches(LABEL_VALUE);
    assertThat(AttemptNames.labelValue(one).equals(AttemptNames.labelValue(other)))
        .isEqualTo(one.equals(other));
  }

  /** DNS subdomains, as the API server takes them for names of VideoJobs. */
  @Provide
  Arbitrary<String> names() {
    var label =
        Arbitraries.strings()
            .withCharRange('a', 'c')
            .numeric()
            .withChars('-')
            .ofMinLength(1)
            .ofMaxLength(60)
            .filter(text -> !text.startsWith("-") && !text.endsWith("-"));
    return label.list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
  }
}
