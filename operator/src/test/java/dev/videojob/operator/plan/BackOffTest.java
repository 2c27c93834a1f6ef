package dev.videojob.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Retry;
import dev.videojob.api.v1alpha1.VideoQueueSpecRetryBuilder;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
  private static Retry policy(int initial, int most, int jitterPercent) {
    return VideoQueueSpecRetryBuilder.builder()
        .initialDelaySeconds(initial)
        .maxDelaySeconds(most)
        .jitterPercent(jitterPercent)
        .build();
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 20", "3, 40", "6, 320", "7, 600", "8, 600", "100000, 600"})
  void it_doubles_up_to_the_ceiling(int spent, int seconds) {
    assertThat(BackOff.delay(policy(10, 600, 20), spent, 0)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void nothing_spent_waits_as_long_as_one_spent() {
    assertThat(BackOff.delay(policy(10, 600, 20), 0, 0)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void jitter_moves_it_by_its_percentage() {
    assertThat(BackOff.delay(policy(10, 600, 20), 1, 1)).isEqualTo(Duration.ofSeconds(12));
    assertThat(BackOff.delay(policy(10, 600, 20), 1, -1)).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void a_ceiling_below_the_first_delay_holds() {
    assertThat(BackOff.delay(policy(60, 5, 0), 1, 0)).isEqualTo(Duration.ofSeconds(5));
  }

  @Property
  void it_is_never_negative_and_within_the_jitter_of_the_ceiling(
      @ForAll @IntRange(max = 86400) int initial,
      @ForAll @IntRange(max = 86400) int most,
      @ForAll @IntRange(max = 100) int jitterPercent,
      @ForAll @IntRange(max = 2000) int spent,
      @ForAll @DoubleRange(min = -1, max = 1) double jitter) {
    var delay = BackOff.delay(policy(initial, most, jitterPercent), spent, jitter);

    assertThat(delay).isBetween(Duration.ZERO, Duration.ofMillis(most * 1000L * 2));
  }

  @Property
  void without_jitter_it_never_shrinks(
      @ForAll @IntRange(max = 86400) int initial, @ForAll @IntRange(min = 1, max = 50) int spent) {
    var policy = policy(initial, 86400, 0);

    assertThat(BackOff.delay(policy, spent + 1, 0))
        .isGreaterThanOrEqualTo(BackOff.delay(policy, spent, 0));
  }
}
