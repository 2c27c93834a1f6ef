package dev.videojob.operator.queues;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import dev.videojob.operator.intake.source.QueueReads;
import dev.videojob.operator.intake.source.QueueReads.Reading;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the queues of a VideoQueue: two reads and, where there are dead letters, a look at some
 * of them. For reports; not to be done more than once a minute, as each look counts as a receive.
 */
public final class QueueInspection {
  private final QueueReads reads;

  public QueueInspection(QueueReads reads) {
    this.reads = reads;
  }

  /**
   * What was found.
   *
   * @param sqs the settings under which it was looked for
   * @param deadLetters null where no dead-letter queue is named
   * @param oldestLetter when the oldest of the letters that were looked at was sent
   */
  public record Findings(
      Sqs sqs, Reading source, @Nullable Reading deadLetters, @Nullable Instant oldestLetter) {}

  /** Takes at most 15 s. */
  Findings inspect(Sqs sqs) {
    var source = reads.read(sqs, sqs.queueUrl());
    var url = sqs.deadLetterQueueUrl();
    if (url == null) {
      return new Findings(sqs, source, null, null);
    }
    var letters = reads.read(sqs, url);
    var some = letters instanceof Reading.Read read && read.visible() > 0;
    return new Findings(
        sqs, source, letters, some ? reads.oldestOfSome(sqs, url).orElse(null) : null);
  }
}
