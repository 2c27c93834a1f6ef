package dev.videojob.operator.slots;

import java.time.Duration;

/**
 * What the intake asks before it receives: a message is taken only when there is a slot for it.
 * Reserved slots pass to the VideoJobs made of the messages, or are given back.
 */
public interface ReceiveSlots {
  /**
   * Reserves free slots of the queue.
   *
   * @param wanted how many would be used
   * @return how many were reserved, 0 to {@code wanted}
   */
  int reserve(QueueKey queue, int wanted);

  /** Gives back {@code count} reserved slots, used by a VideoJob by now or not. */
  void giveBack(QueueKey queue, int count);

  /**
   * Waits until the queue may have a free slot.
   *
   * @return false when {@code atMost} passed without a sign of one
   */
  boolean awaitFree(QueueKey queue, Duration atMost) throws InterruptedException;

  /** The queue is received from no more: it is not waited for when slots are shared. */
  void leave(QueueKey queue);
}
