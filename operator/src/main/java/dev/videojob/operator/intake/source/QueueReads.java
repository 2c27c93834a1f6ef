package dev.videojob.operator.intake.source;

import dev.videojob.api.v1alpha1.VideoQueueSpec.Sqs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks queues how they stand, for people alone: no work is made or held back because of an answer.
 * Every call ends within 5 s and never throws for the queue's sake.
 */
public interface QueueReads {
  /**
   * Reads a queue's attributes.
   *
   * @param sqs says region and endpoint
   */
  Reading read(Sqs sqs, String queueUrl);

  /**
   * Looks at up to ten messages and leaves them visible. It counts as a receive of each.
   *
   * @return when the oldest of them was sent; empty when none was seen, or the queue did not answer
   */
  Optional<Instant> oldestOfSome(Sqs sqs, String queueUrl);

  /** What came of reading a queue. */
  sealed interface Reading {
    /**
     * The queue answered.
     *
     * @param visible messages that could be received; as all counts of SQS, it may be a minute old
     * @param inFlight messages that somebody holds
     * @param retention for how long the queue keeps a message
     * @param redrive what the queue does by itself with messages that are received too often
     */
    record Read(long visible, long inFlight, Duration retention, @Nullable Redrive redrive)
        implements Reading {}

    /** The queue did not answer, or refused. */
    record Unread(SqsFault fault) implements Reading {}
  }

  /**
   * The redrive policy of a queue.
   *
   * @param maxReceiveCount receives after which a message is moved
   * @param target ARN of the queue that it is moved to
   */
  record Redrive(int maxReceiveCount, String target) {}
}
