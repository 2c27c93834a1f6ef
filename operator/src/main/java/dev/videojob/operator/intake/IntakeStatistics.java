package dev.videojob.operator.intake;

import dev.videojob.operator.slots.QueueKey;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the intake of one queue did since the operator started.
 *
 * @param received messages received, redeliveries included
 * @param created VideoJobs made
 * @param redelivered messages that came again while their work lived
 * @param duplicates messages or records for work that was known
 * @param ignored messages that asked for nothing
 * @param refused messages or records that could not be understood or were not accepted
 * @param postponed times that a message was left for later because of an error
 * @param errors times that the queue or the API server failed
 * @param lastReceiveAt last answer of the queue
 * @param lastError last failure in a sentence; null once the queue has answered again
 */
@RecordBuilder
public record IntakeStatistics(
    QueueKey queue,
    Instant startedAt,
    long received,
    long created,
    long redelivered,
    long duplicates,
    long ignored,
    long refused,
    long postponed,
    long errors,
    @Nullable Instant lastReceiveAt,
    @Nullable String lastError)
    implements IntakeStatisticsBuilder.With {

  static IntakeStatistics startingAt(QueueKey queue, Instant startedAt) {
    return new IntakeStatistics(queue, startedAt, 0, 0, 0, 0, 0, 0, 0, 0, null, null);
  }

  /** These statistics with one more event. */
  IntakeStatistics after(IntakeEvent event) {
    return switch (event) {
      case IntakeEvent.Answered answered -> answered(answered);
      case IntakeEvent.Created _ -> withCreated(created + 1);
      case IntakeEvent.Redelivered _ -> withRedelivered(redelivered + 1);
      case IntakeEvent.Duplicate _ -> withDuplicates(duplicates + 1);
      case IntakeEvent.Ignored _ -> withIgnored(ignored + 1);
      case IntakeEvent.Refused _ -> withRefused(refused + 1);
      case IntakeEvent.Postponed _ -> withPostponed(postponed + 1);
      case IntakeEvent.Released _ -> this;
      case IntakeEvent.Failing failing -> withErrors(errors + 1).withLastError(failing.reason());
    };
  }

  private IntakeStatistics answered(IntakeEvent.Answered answered) {
    return withReceived(received + answered.messages())
        .withLastReceiveAt(answered.at())
        .withLastError(null);
  }
}
