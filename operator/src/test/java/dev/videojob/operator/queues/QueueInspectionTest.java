package dev.videojob.operator.queues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.Moments;
import dev.videojob.operator.intake.source.QueueReads;
import dev.videojob.operator.intake.source.SqsFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueInspectionTest {
  private final List<String> asked = new ArrayList<>();
  private final Map<String, QueueReads.Reading> readings = new HashMap<>();

  private final QueueInspection inspection =
      new QueueInspection(
          new QueueReads() {
            @Override
            public Reading read(Sqs sqs, String queueUrl) {
              asked.add("read " + queueUrl);
              return readings.getOrDefault(
                  queueUrl, new Reading.Unread(new SqsFault(SqsFault.Kind.OTHER, "away")));
            }

            @Override
            public Optional<Instant> oldestOfSome(Sqs sqs, String queueUrl) {
              asked.add("look into " + queueUrl);
              return Optional.of(Moments.NOW);
            }
          });

  private void has(String queueUrl, long visible, long inFlight) {
    readings.put(
        queueUrl, new QueueReads.Reading.Read(visible, inFlight, Duration.ofDays(4), null));
  }

  private QueueInspection.Findings inspect(AQueue queue) {
    return inspection.inspect(Objects.requireNonNull(queue.build().getSpec().sqs()));
  }

  @Test
  void letters_that_can_be_seen_are_looked_into() {
    has(AQueue.URL, 5, 0);
    has(AQueue.DEAD, 1, 0);

    assertThat(inspect(AQueue.withDeadLetters()).oldestLetter()).isEqualTo(Moments.NOW);
  }

  @Test
  void a_dead_letter_queue_without_visible_letters_is_not_looked_into() {
    has(AQueue.URL, 5, 0);
    has(AQueue.DEAD, 0, 3);

    assertThat(inspect(AQueue.withDeadLetters()).oldestLetter()).isNull();
    assertThat(asked).containsExactly("read " + AQueue.URL, "read " + AQueue.DEAD);
  }

  @Test
  void one_queue_that_is_away_does_not_keep_the_other_from_being_read() {
    has(AQueue.DEAD, 1, 0);

    var findings = inspect(AQueue.withDeadLetters());

    assertThat(findings.source()).isInstanceOf(QueueReads.Reading.Unread.class);
    assertThat(findings.deadLetters()).isInstanceOf(QueueReads.Reading.Read.class);
  }

  @Test
  void the_source_is_never_looked_into() {
    has(AQueue.URL, 5, 5);

    inspect(AQueue.withoutDeadLetters());

    assertThat(asked).containsExactly("read " + AQueue.URL);
  }
}
