package dev.videojob.operator.queues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.api.v1alpha1.VideoQueueStatus.DeadLetters;
import dev.videojob.api.v1alpha1.VideoQueueStatus.Messages;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.source.QueueReads.Reading;
import dev.videojob.operator.intake.source.QueueReads.Redrive;
import dev.videojob.operator.intake.source.SqsFault;
import dev.videojob.operator.metrics.Measurements.Outcomes;
import dev.videojob.operator.queues.QueueInspection.Findings;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QueueStoryTest {
  private static final Instant OLDEST = Instant.parse("2026-02-20T00:00:00Z");
  private static final Duration FOUR_DAYS = Duration.ofDays(4);

  private static Reading.Read read(long visible, long inFlight) {
    return new Reading.Read(visible, inFlight, FOUR_DAYS, null);
  }

  private static Reading.Read movedAfter(int receives) {
    return new Reading.Read(0, 0, FOUR_DAYS, new Redrive(receives, "arn:aws:sqs:x:1:dead"));
  }

  private static Reading unread(SqsFault.Kind kind) {
    return new Reading.Unread(new SqsFault(kind, "So it is"));
  }

  private static QueueStory.Seen seen(@Nullable Findings findings) {
    return new QueueStory.Seen(
        Optional.empty(), Optional.empty(), Outcomes.NONE, 2, 3, Optional.ofNullable(findings));
  }

  private static VideoQueueStatus after(
      AQueue queue, Reading source, @Nullable Reading letters, @Nullable Instant oldest) {
    var built = queue.build();
    var sqs = Objects.requireNonNull(built.getSpec().sqs());
    return QueueStory.after(built, seen(new Findings(sqs, source, letters, oldest)), Moments.NOW);
  }

  private static Condition condition(VideoQueueStatus status, String type) {
    return status.conditions().stream()
        .filter(one -> one.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Condition> find(VideoQueueStatus status, String type) {
    return status.conditions().stream().filter(one -> one.getType().equals(type)).findFirst();
  }

  @Test
  void depths_are_told_as_the_queues_said_them() {
    var status = after(AQueue.withDeadLetters(), read(7, 5), read(2, 1), OLDEST);

    assertThat(status.messages()).isEqualTo(new Messages(7, 5));
    assertThat(status.deadLetters()).isEqualTo(new DeadLetters(3, OLDEST.toString()));
    assertThat(status.waiting()).isEqualTo(2);
    assertThat(status.running()).isEqualTo(3);
  }

  @Test
  void the_oldest_letter_is_kept_while_any_is_there_and_forgotten_with_the_last() {
    var first = after(AQueue.withDeadLetters(), read(0, 0), read(20, 0), OLDEST);
    var younger =
        after(
            AQueue.withDeadLetters().saying(first),
            read(0, 0),
            read(19, 0),
            OLDEST.plusSeconds(60));
    var older =
        after(
            AQueue.withDeadLetters().saying(younger),
            read(0, 0),
            read(19, 0),
            OLDEST.minusSeconds(60));
    var held = after(AQueue.withDeadLetters().saying(older), read(0, 0), read(0, 3), null);
    var empty = after(AQueue.withDeadLetters().saying(held), read(0, 0), read(0, 0), null);

    assertThat(younger.deadLetters()).isEqualTo(new DeadLetters(19, OLDEST.toString()));
    assertThat(older.deadLetters())
        .isEqualTo(new DeadLetters(19, OLDEST.minusSeconds(60).toString()));
    assertThat(held.deadLetters())
        .isEqualTo(new DeadLetters(3, OLDEST.minusSeconds(60).toString()));
    assertThat(empty.deadLetters()).isEqualTo(new DeadLetters(0, null));
  }

  @Test
  void letters_of_another_dead_letter_queue_are_not_remembered() {
    var before = after(AQueue.withDeadLetters(), read(0, 0), read(1, 0), OLDEST);

    var status =
        after(
            AQueue.withDeadLetters().saying(before).changed(),
            read(0, 0),
            read(1, 0),
            OLDEST.plusSeconds(60));

    assertThat(status.deadLetters())
        .isEqualTo(new DeadLetters(1, OLDEST.plusSeconds(60).toString()));
  }

  @Test
  void what_was_known_stays_while_nothing_newer_is_found() {
    var before = after(AQueue.withDeadLetters(), read(7, 5), read(2, 0), OLDEST);
    var queue = AQueue.withDeadLetters().saying(before).build();

    assertThat(QueueStory.after(queue, seen(null), Moments.NOW.plusSeconds(60))).isEqualTo(before);
  }

  @Test
  void findings_of_other_settings_say_nothing() {
    var old = Objects.requireNonNull(AQueue.withoutDeadLetters().build().getSpec().sqs());

    var status =
        QueueStory.after(
            AQueue.withDeadLetters().build(),
            seen(new Findings(old, movedAfter(1), null, null)),
            Moments.NOW);

    assertThat(status.messages()).isNull();
    assertThat(find(status, "RedrivePolicy")).isEmpty();
  }

  @ParameterizedTest(name = "{0} receives for {1} attempts: {2}")
  @CsvSource({
    "3, 3, MaxReceiveCountTooSmall, 10",
    "9, 3, MaxReceiveCountTooSmall, 10",
    "10, 3, Sufficient, ''",
    "10, 5, Sufficient, ''",
    "10, 6, MaxReceiveCountTooSmall, 11",
    "104, 100, MaxReceiveCountTooSmall, 105",
    "105, 100, Sufficient, ''"
  })
  void a_redrive_policy_that_takes_messages_away_too_early_is_said(
      int receives, int attempts, String reason, String remedy) {
    var status =
        after(AQueue.withDeadLetters().tries(attempts), movedAfter(receives), read(0, 0), null);

    var condition = condition(status, "RedrivePolicy");
    assertThat(condition.getReason()).isEqualTo(reason);
    assertThat(condition.getStatus()).isEqualTo(remedy.isEmpty() ? "True" : "False");
    assertThat(condition.getMessage())
        .contains(remedy.isEmpty() ? "no message" : "Set maxReceiveCount to " + remedy);
  }

  @Test
  void a_dead_letter_queue_that_forgets_sooner_than_its_source_is_said() {
    var letters = new Reading.Read(0, 0, Duration.ofDays(1), null);

    var condition =
        condition(after(AQueue.withDeadLetters(), read(0, 0), letters, null), "RedrivePolicy");

    assertThat(condition.getStatus()).isEqualTo("False");
    assertThat(condition.getReason()).isEqualTo("RetentionTooShort");
    assertThat(condition.getMessage()).contains("86400 s").contains("to 1209600");
  }

  @Test
  void both_faults_of_a_redrive_policy_are_said_at_once() {
    var letters = new Reading.Read(0, 0, Duration.ofDays(1), null);

    var condition =
        condition(after(AQueue.withDeadLetters(), movedAfter(2), letters, null), "RedrivePolicy");

    assertThat(condition.getReason()).isEqualTo("MaxReceiveCountTooSmall");
    assertThat(condition.getMessage()).contains("maxReceiveCount").contains("RetentionPeriod");
  }

  @Test
  void a_queue_without_dead_letters_says_what_becomes_of_failed_jobs() {
    var condition =
        condition(after(AQueue.withoutDeadLetters(), read(0, 0), null, null), "DeadLetterQueue");

    assertThat(condition.getStatus()).isEqualTo("False");
    assertThat(condition.getReason()).isEqualTo("NotSet");
    assertThat(condition.getMessage()).contains("failed jobs stay Failed");
  }

  @ParameterizedTest
  @EnumSource(SqsFault.Kind.class)
  void a_dead_letter_queue_that_cannot_be_used_is_said(SqsFault.Kind kind) {
    var condition =
        condition(
            after(AQueue.withDeadLetters(), read(0, 0), unread(kind), null), "DeadLetterQueue");

    var mayBeFine = kind == SqsFault.Kind.NOT_ALLOWED || kind == SqsFault.Kind.THROTTLED;
    assertThat(condition.getStatus()).isEqualTo(mayBeFine ? "True" : "False");
    assertThat(condition.getMessage()).contains(AQueue.DEAD).contains("So it is");
  }

  @ParameterizedTest
  @CsvSource({
    "NO_SUCH_QUEUE, False",
    "CREDENTIALS, False",
    "OTHER, False",
    "NOT_ALLOWED, True",
    "THROTTLED, True"
  })
  void a_source_that_cannot_be_read_is_not_ready_unless_only_its_attributes_are_hidden(
      SqsFault.Kind kind, String ready) {
    var condition =
        condition(after(AQueue.withDeadLetters(), unread(kind), read(0, 0), null), "Ready");

    assertThat(condition.getStatus()).isEqualTo(ready);
    if (ready.equals("False")) {
      assertThat(condition.getReason()).isEqualTo("SourceFailing");
      assertThat(condition.getMessage()).contains(AQueue.URL).contains("tried again");
    }
  }

  @Test
  void a_source_that_is_back_is_ready_again() {
    var before =
        after(AQueue.withDeadLetters(), unread(SqsFault.Kind.CREDENTIALS), read(0, 0), null);

    var status = after(AQueue.withDeadLetters().saying(before), read(0, 0), read(0, 0), null);

    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void a_queue_without_sqs_says_nothing_of_any() {
    var before = after(AQueue.withDeadLetters(), movedAfter(1), read(1, 0), OLDEST);

    var status =
        QueueStory.after(AQueue.withoutSqs().saying(before).build(), seen(null), Moments.NOW);

    assertThat(status.messages()).isNull();
    assertThat(status.deadLetters()).isNull();
    assertThat(status.conditions()).extracting(Condition::getType).containsExactly("Ready");
  }

  @Test
  void what_turned_bad_is_news_once_and_again_when_its_reason_changes() {
    var good = after(AQueue.withDeadLetters(), movedAfter(20), read(0, 0), null);
    var bad = after(AQueue.withDeadLetters().saying(good), movedAfter(1), read(0, 0), null);
    var still = after(AQueue.withDeadLetters().saying(bad), movedAfter(2), read(0, 0), null);
    var otherwise =
        after(
            AQueue.withDeadLetters().saying(still),
            movedAfter(20),
            new Reading.Read(0, 0, Duration.ofDays(1), null),
            null);

    assertThat(QueueStory.newlyWrong(good.conditions(), bad.conditions()))
        .extracting(Condition::getReason)
        .containsExactly("MaxReceiveCountTooSmall");
    assertThat(QueueStory.newlyWrong(bad.conditions(), still.conditions())).isEmpty();
    assertThat(QueueStory.newlyWrong(still.conditions(), otherwise.conditions()))
        .extracting(Condition::getReason)
        .containsExactly("RetentionTooShort");
  }

  @Test
  void a_suspended_queue_is_no_bad_news() {
    var status = after(AQueue.withDeadLetters().suspended(), read(0, 0), read(0, 0), null);

    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(QueueStory.newlyWrong(List.of(), status.conditions())).isEmpty();
  }
}
