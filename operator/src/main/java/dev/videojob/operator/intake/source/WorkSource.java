package dev.videojob.operator.intake.source;

import java.time.Duration;
import java.util.List;

/**
 * One queue of messages that are held by leases. Implementations are safe for use by several
 * threads; every call ends within a bounded time.
 */
public interface WorkSource {
  /** The most entries that one call for several messages takes to the queue. */
  int BATCH = 10;

  /**
   * Waits for messages, at most the source's long-poll time, and holds those it returns for the
   * source's visibility time.
   *
   * @param max how many are wanted, 1 to {@link #BATCH}
   * @return 0 to {@code max} messages
   * @throws WorkSourceException when the queue cannot be asked; its message says why
   * @throws InterruptedException when the thread is interrupted; a message that was on its way then
   *     comes again after its visibility time
   */
  List<ReceivedMessage> receive(int max) throws InterruptedException;

  /**
   * Holds messages for {@code wanted} from now on, or for as long as the queue still allows.
   *
   * @return the outcome of each lease, in the order given; a queue that cannot be asked answers
   *     {@link LeaseOutcome.TryAgain}, never an exception
   */
  List<LeaseOutcome> renew(List<Lease> leases, Duration wanted);

  /** Deletes messages; the outcomes are in the order given. Never throws for the queue's sake. */
  List<DeleteOutcome> delete(List<Lease> leases);

  /** Makes messages visible at once; one that fails comes by itself when its lease ends. */
  void release(List<Lease> leases);
}
