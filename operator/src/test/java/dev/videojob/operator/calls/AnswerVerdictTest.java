package dev.videojob.operator.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.operator.Moments;
import dev.videojob.operator.plan.Failure;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerVerdictTest {
  private static @Nullable Failure failure(int status, @Nullable String retryAfter) {
    return AnswerVerdict.failure(new Answer(status, null, retryAfter, "so it is"), Moments.NOW)
        .map(CallFailed::failure)
        .orElse(null);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void two_hundreds_are_a_success(int status) {
    assertThat(failure(status, null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "400, PERMANENT, 10", "401, PERMANENT, 14", "403, PERMANENT, 14", "404, PERMANENT, 10",
    "407, PERMANENT, 14", "408, TRANSIENT, 20", "409, PERMANENT, 10", "410, PERMANENT, 10",
    "422, PERMANENT, 10", "425, TRANSIENT, 20", "429, TRANSIENT, 23", "500, TRANSIENT, 20",
    "501, TRANSIENT, 20", "502, TRANSIENT, 20", "503, TRANSIENT, 20", "504, TRANSIENT, 20",
    "300, PERMANENT, 10", "304, PERMANENT, 10"
  })
  void all_others_are_failures_of_the_classes_of_exit_codes(
      int status, FailureClass failureClass, int exitCode) {
    assertThat(failure(status, null))
        .isEqualTo(
            new Failure(
                failureClass,
                exitCode,
                "Http" + status,
                "The service answered " + status + ": so it is"));
  }

  @ParameterizedTest
  @CsvSource({
    "'7', 7",
    "' 120 ', 120",
    "0, 0",
    "999999999, 86400",
    "'Sun, 1 Mar 2026 12:00:30 GMT', 30",
    "'Sun, 01 Mar 2026 12:01:00 GMT', 60"
  })
  void who_wants_to_be_left_alone_is_left_alone(String written, long seconds) {
    assertThat(Objects.requireNonNull(failure(429, written)).retryAfter())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon", "", "1e3", "Sun, 01 Mar 2026 11:59:00 GMT", "99999999999"})
  void a_wait_that_is_none_says_nothing(String written) {
    assertThat(Objects.requireNonNull(failure(503, written)).retryAfter()).isNull();
  }
}
