package dev.videojob.operator.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.FailureClass;
import dev.videojob.api.v1alpha1.VideoJobStatus.Attempt;
import dev.videojob.api.v1alpha1.VideoJobStatusAttemptBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.AnAttempt;
import org.junit.jupiter.api.Test;

class IdempotencyKeyTest {
  private static String key(Attempt... attempts) {
    var job = AVideoJob.named("clip").withAttempts(attempts).build();
    return IdempotencyKey.of("uid", job.getStatus(), attempts[attempts.length - 1]);
  }

  private static Attempt answered(int number) {
    return AnAttempt.number(number).failed(FailureClass.TRANSIENT);
  }

  private static Attempt unanswered(int number) {
    return VideoJobStatusAttemptBuilder.builder(answered(number)).exitCode(null).build();
  }

  private static Attempt now(int number) {
    return AnAttempt.number(number).starting();
  }

  @Test
  void the_first_attempt_has_a_key_of_its_own() {
    assertThat(key(now(1))).isEqualTo("uid-1");
  }

  @Test
  void an_attempt_after_an_answer_has_another_key() {
    assertThat(key(answered(1), now(2))).isEqualTo("uid-2");
    assertThat(key(answered(1), answered(2), now(3))).isEqualTo("uid-3");
  }

  @Test
  void an_attempt_after_one_whose_answer_nobody_knows_has_the_same_key() {
    assertThat(key(unanswered(1), now(2))).isEqualTo("uid-1");
    assertThat(key(unanswered(1), unanswered(2), now(3))).isEqualTo("uid-1");
    assertThat(key(answered(1), unanswered(2), now(3))).isEqualTo("uid-2");
    assertThat(key(unanswered(1), answered(2), unanswered(3), now(4))).isEqualTo("uid-3");
  }
}
