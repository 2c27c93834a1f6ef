package dev.videojob.operator.redrive;

import dev.videojob.operator.intake.source.DeleteOutcome;
import dev.videojob.operator.intake.source.Lease;
import dev.videojob.operator.intake.source.ReceivedMessage;
import dev.videojob.operator.intake.source.WorkSourceException;
import java.time.Duration;
import java.util.List;

/** A dead-letter queue as redrives and looks use it. Every call ends within a bounded time. */
public interface DeadLetterBox {
  /** The most letters that one call is about. */
  int BATCH = 10;

  /** How long a redrive holds a letter from its receive, unless it is released. */
  Duration HOLD = Duration.ofMinutes(2);

  /**
   * Takes letters that nobody holds, and holds them.
   *
   * @param most how many are wanted, 1 to {@link #BATCH}
   * @return 0 to {@code most} letters; waits a second for the first
   * @throws WorkSourceException when the queue cannot be asked; its message says why
   */
  List<ReceivedMessage> receive(int most) throws InterruptedException;

  /** Deletes letters; the outcomes are in the order given. Never throws for the queue's sake. */
  List<DeleteOutcome> delete(List<Lease> letters);

  /** Lets letters go that are held; one that fails goes by itself when its hold ends. */
  void release(List<Lease> letters);

  /**
   * How many letters there are, which may be off by some, and late.
   *
   * @throws WorkSourceException when the queue cannot be asked; its message says why
   */
  Depth depth();

  /**
   * Letters of a queue.
   *
   * @param visible that could be received
   * @param held by anybody
   */
  record Depth(long visible, long held) {}
}
