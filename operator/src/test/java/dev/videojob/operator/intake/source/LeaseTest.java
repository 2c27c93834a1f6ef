package dev.videojob.operator.intake.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final Lease LEASE = new Lease("m-1", "r/+=\"1", NOON, 3);

  @Test
  void survivesJson() {
    assertThat(Lease.fromJson(LEASE.toJson())).contains(LEASE);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "x",
        "{}",
        "[]",
        "{\"messageId\":\"m\",\"receiptHandle\":\"r\"}",
        "{\"messageId\":\"m\",\"receiptHandle\":\"r\",\"receivedAt\":\"noon\"}"
      })
  void isAbsentFromAnythingElse(String json) {
    assertThat(Lease.fromJson(json)).isEmpty();
  }

  @Test
  void isReplacedByThatOfALaterReceive() {
    Lease later = new Lease("m-1", "r-2", NOON.plusMillis(1), 4);

    assertThat(later.newerThan(LEASE)).isTrue();
    assertThat(LEASE.newerThan(later)).isFalse();
    assertThat(LEASE.newerThan(LEASE)).isFalse();
  }

  @Test
  void a_clock_that_was_set_back_does_not_make_a_later_receive_an_earlier_one() {
    Lease later = new Lease("m-1", "r-2", NOON.minusSeconds(60), 4);

    assertThat(later.newerThan(LEASE)).isTrue();
    assertThat(LEASE.newerThan(later)).isFalse();
  }

  @Test
  void receives_that_sqs_does_not_tell_apart_are_told_apart_by_our_clock() {
    Lease later = new Lease("m-1", "r-2", NOON.plusMillis(1), 3);

    assertThat(later.newerThan(LEASE)).isTrue();
    assertThat(LEASE.newerThan(later)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 120, 120",
    "43000, 120, 120",
    "43020, 120, 120",
    "43080, 120, 60",
    "43139, 120, 1",
    "43140, 120, 0",
    "50000, 120, 0",
    "0, 43200, 43140",
  })
  void isExtendedUpToTheCeilingOfSqs(long elapsed, long wanted, long allowed) {
    assertThat(SqsWorkSource.allowed(LEASE, Duration.ofSeconds(wanted), NOON.plusSeconds(elapsed)))
        .isEqualTo(Duration.ofSeconds(allowed));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MessageNotInflight||true",
        "AWS.SimpleQueueService.MessageNotInflight|not in flight|true",
        "ReceiptHandleIsInvalid||true",
        "InvalidParameterValue|Value x for parameter ReceiptHandle is invalid. Reason: Message"
            + " does not exist or is not available for visibility timeout change.|true",
        "InvalidParameterValue|Value 50000 for parameter VisibilityTimeout is invalid.|true",
        "RequestThrottled|slow down|false",
        "InternalError||false",
        "AccessDenied|no|false",
      })
  void isLostByTheAnswersThatSaySo(String code, String message, boolean lost) {
    assertThat(SqsAnswers.renewal(LEASE, code, message))
        .isInstanceOf(lost ? LeaseOutcome.Lost.class : LeaseOutcome.TryAgain.class);
    assertThat(SqsAnswers.deletion(LEASE, code, message))
        .isInstanceOf(lost ? DeleteOutcome.Lost.class : DeleteOutcome.TryAgain.class);
  }
}
