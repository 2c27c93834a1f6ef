package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.api.v1alpha1.VideoQueueStatus;
import dev.videojob.api.v1alpha1.VideoQueueStatus.DeadLetters;
import dev.videojob.api.v1alpha1.VideoQueueStatus.Messages;
import dev.videojob.api.v1alpha1.VideoQueueStatusBuilder;
import dev.videojob.operator.intake.IntakeStatistics;
import dev.videojob.operator.intake.source.QueueReads.Reading;
import dev.videojob.operator.intake.source.SqsFault;
import dev.videojob.operator.metrics.Measurements.Outcomes;
import dev.videojob.operator.queues.QueueInspection.Findings;
import dev.videojob.operator.slots.Rations;
import dev.videojob.operator.status.Conditions;
import dev.videojob.operator.status.Conditions.Said;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a VideoQueue says. Pure; the result equals what the queue has when there is
 * nothing new to say, so that nothing is written then.
 */
public final class QueueStory {
  /** Receives that restarts and outages may use up besides one for each attempt. */
  private static final int SPARE_RECEIVES = 5;

  private static final int FEWEST_RECEIVES = 10;

  private QueueStory() {}

  /**
   * What is known of a queue now.
   *
   * @param fault why its settings cannot be used
   * @param intake what its intake did; empty before it receives
   * @param findings of the last look at its SQS queues
   */
  record Seen(
      Optional<String> fault,
      Optional<IntakeStatistics> intake,
      Outcomes outcomes,
      int waiting,
      int running,
      Optional<Findings> findings) {}

  /** The status of {@code queue} after what was {@code seen}. */
  static VideoQueueStatus after(VideoQueue queue, Seen seen, Instant now) {
    var before = before(queue);
    var intake = seen.intake();
    var findings = fitting(queue, seen);
    return VideoQueueStatusBuilder.builder(before)
        .observedGeneration(queue.getMetadata().getGeneration())
        .waiting(seen.waiting())
        .running(seen.running())
        .effectiveLimits(Rations.effective(queue.getSpec().limits(), now))
        .received(intake.map(IntakeStatistics::received).orElse(0L))
        .refused(intake.map(IntakeStatistics::refused).orElse(0L))
        .duplicates(intake.map(IntakeStatistics::duplicates).orElse(0L))
        .succeeded(seen.outcomes().succeeded())
        .failed(seen.outcomes().failed() + seen.outcomes().deadLettered())
        .messages(messages(queue, before, findings))
        .deadLetters(deadLetters(queue, before, findings))
        .conditions(conditions(queue, before, seen, findings, now))
        .build();
  }

  private static VideoQueueStatus before(VideoQueue queue) {
    return Objects.requireNonNullElse(queue.getStatus(), VideoQueueStatus.NEW);
  }

  /** Findings of other settings say nothing of these. */
  private static Optional<Findings> fitting(VideoQueue queue, Seen seen) {
    return seen.findings().filter(found -> found.sqs().equals(queue.getSpec().sqs()));
  }

  private static @Nullable Messages messages(
      VideoQueue queue, VideoQueueStatus before, Optional<Findings> findings) {
    if (queue.getSpec().sqs() == null) {
      return null;
    }
    return findings
        .flatMap(found -> read(found.source()))
        .map(read -> new Messages(read.visible(), read.inFlight()))
        .orElse(before.messages());
  }

  private static @Nullable DeadLetters deadLetters(
      VideoQueue queue, VideoQueueStatus before, Optional<Findings> findings) {
    var sqs = queue.getSpec().sqs();
    if (sqs == null || sqs.deadLetterQueueUrl() == null) {
      return null;
    }
    var known =
        Objects.equals(before.observedGeneration(), queue.getMetadata().getGeneration())
            ? before.deadLetters()
            : null;
    return findings
        .flatMap(found -> read(found.deadLetters()).map(read -> letters(read, found, known)))
        .orElse(known);
  }

  private static DeadLetters letters(
      Reading.Read read, Findings found, @Nullable DeadLetters known) {
    var messages = read.visible() + read.inFlight();
    if (messages == 0) {
      return new DeadLetters(0, null);
    }
    var oldest =
        Stream.of(
                Optional.ofNullable(found.oldestLetter()),
                Optional.ofNullable(known).map(DeadLetters::oldestSentAt).map(Instant::parse))
            .flatMap(Optional::stream)
            .min(Instant::compareTo);
    return new DeadLetters(messages, oldest.map(Instant::toString).orElse(null));
  }

  private static Optional<Reading.Read> read(@Nullable Reading reading) {
    return reading instanceof Reading.Read read ? Optional.of(read) : Optional.empty();
  }

  private static List<Condition> conditions(
      VideoQueue queue,
      VideoQueueStatus before,
      Seen seen,
      Optional<Findings> findings,
      Instant now) {
    var generation = Objects.requireNonNullElse(queue.getMetadata().getGeneration(), 1L);
    var sqs = queue.getSpec().sqs();
    var conditions =
        Conditions.with(before.conditions(), ready(queue, seen, findings), generation, now);
    if (sqs == null) {
      return List.copyOf(
          Conditions.without(
              Conditions.without(conditions, Conditions.REDRIVE_POLICY),
              Conditions.DEAD_LETTER_QUEUE));
    }
    var said = new ArrayList<Said>();
    said.add(deadLetterQueue(sqs, findings));
    redrivePolicy(queue, findings).ifPresent(said::add);
    for (var one : said) {
      conditions = Conditions.with(conditions, one, generation, now);
    }
    return conditions;
  }

  private static Said ready(VideoQueue queue, Seen seen, Optional<Findings> findings) {
    if (seen.fault().isPresent()) {
      return Said.no(Conditions.READY, "InvalidSettings", seen.fault().get());
    }
    if (queue.getSpec().suspend()) {
      return Said.no(
          Conditions.READY, "Suspended", "spec.suspend is true: nothing is received or started.");
    }
    return seen.intake()
        .flatMap(intake -> Optional.ofNullable(intake.lastError()))
        .or(() -> findings.flatMap(QueueStory::unusable))
        .map(error -> Said.no(Conditions.READY, "SourceFailing", error))
        .orElseGet(() -> Said.yes(Conditions.READY, "Receiving", "The queue is served."));
  }

  /**
   * A queue that is gone, or credentials that are not accepted, are noticed also while no slot is
   * free and nothing is received. That the attributes may not be read hinders no work.
   */
  private static Optional<String> unusable(Findings findings) {
    if (!(findings.source() instanceof Reading.Unread(SqsFault fault))) {
      return Optional.empty();
    }
    return switch (fault.kind()) {
      case NO_SUCH_QUEUE, CREDENTIALS, OTHER ->
          Optional.of("Reading " + findings.sqs().queueUrl() + " failed: " + fault.sentence());
      case NOT_ALLOWED, THROTTLED -> Optional.empty();
    };
  }

  private static Said deadLetterQueue(Sqs sqs, Optional<Findings> findings) {
    var url = sqs.deadLetterQueueUrl();
    if (url == null) {
      return Said.no(
          Conditions.DEAD_LETTER_QUEUE,
          "NotSet",
          "spec.sqs.deadLetterQueueUrl is not set: failed jobs stay Failed and their messages are"
              + " deleted; a message that is not understood stays in the queue. Name a queue"
              + " there.");
    }
    if (findings.isPresent() && findings.get().deadLetters() instanceof Reading.Unread(var fault)) {
      return switch (fault.kind()) {
        case NO_SUCH_QUEUE, CREDENTIALS, OTHER ->
            Said.no(
                Conditions.DEAD_LETTER_QUEUE,
                fault.kind().reason(),
                "Reading "
                    + url
                    + " failed; messages of failed jobs are kept until it takes them: "
                    + fault.sentence());
        case NOT_ALLOWED, THROTTLED ->
            Said.yes(
                Conditions.DEAD_LETTER_QUEUE,
                "NotRead",
                "Failed messages go to " + url + ". It could not be read: " + fault.sentence());
      };
    }
    return Said.yes(Conditions.DEAD_LETTER_QUEUE, "Named", "Failed messages go to " + url + ".");
  }

  /** Empty while the queue has not been read. */
  private static Optional<Said> redrivePolicy(VideoQueue queue, Optional<Findings> findings) {
    var source = findings.flatMap(found -> read(found.source()));
    if (source.isEmpty()) {
      return Optional.empty();
    }
    var wrong = new ArrayList<Said>();
    tooFewReceives(source.get(), queue.getSpec().retry().maxAttempts()).ifPresent(wrong::add);
    findings
        .flatMap(found -> read(found.deadLetters()))
        .flatMap(letters -> tooShortKept(source.get().retention(), letters.retention()))
        .ifPresent(wrong::add);
    if (wrong.isEmpty()) {
      return Optional.of(
          Said.yes(
              Conditions.REDRIVE_POLICY,
              "Sufficient",
              "The queue takes no message away from work that goes on."));
    }
    return Optional.of(
        Said.no(
            Conditions.REDRIVE_POLICY,
            wrong.getFirst().reason(),
            String.join(" ", wrong.stream().map(Said::message).toList())));
  }

  private static Optional<Said> tooFewReceives(Reading.Read source, int maxAttempts) {
    var redrive = source.redrive();
    var needed = Math.max(FEWEST_RECEIVES, maxAttempts + SPARE_RECEIVES);
    if (redrive == null || redrive.maxReceiveCount() >= needed) {
      return Optional.empty();
    }
    return Optional.of(
        Said.no(
            Conditions.REDRIVE_POLICY,
            "MaxReceiveCountTooSmall",
            "The redrive policy of the queue moves a message away after "
                + redrive.maxReceiveCount()
                + " receives, which restarts and outages use up while its job is fine. Set"
                + " maxReceiveCount to "
                + needed
                + " or more; the operator hands over failed messages by itself."));
  }

  /** Zero stands for a server that does not say. */
  private static Optional<Said> tooShortKept(Duration source, Duration letters) {
    if (letters.isZero() || letters.compareTo(source) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Said.no(
            Conditions.REDRIVE_POLICY,
            "RetentionTooShort",
            "The dead-letter queue keeps messages for "
                + letters.toSeconds()
                + " s, the queue itself for "
                + source.toSeconds()
                + " s: letters may be lost before anybody looks. Set MessageRetentionPeriod of the"
                + " dead-letter queue to 1209600 (14 days)."));
  }

  /**
   * What has just turned bad, or bad for another reason: worth an Event, once.
   *
   * @param after the conditions that {@code before} have become
   */
  static List<Condition> newlyWrong(List<Condition> before, List<Condition> after) {
    return after.stream()
        .filter(condition -> "False".equals(condition.getStatus()))
        .filter(condition -> !"Suspended".equals(condition.getReason()))
        .filter(condition -> before.stream().noneMatch(old -> saysTheSame(old, condition)))
        .toList();
  }

  private static boolean saysTheSame(Condition one, Condition other) {
    return Objects.equals(one.getType(), other.getType())
        && Objects.equals(one.getStatus(), other.getStatus())
        && Objects.equals(one.getReason(), other.getReason());
  }
}
