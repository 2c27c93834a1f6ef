package dev.videojob.operator.slots;

import dev.videojob.api.v1alpha1.WaitingReason;

/** The ledger's answer to a claim. */
public sealed interface Verdict {

  /** The job holds a slot until it is released. */
  record Admitted() implements Verdict {}

  /**
   * The job waits.
   *
   * @param position its place among the queue's waiting jobs, 1 is next
   */
  record Waits(WaitingReason reason, String message, int position) implements Verdict {}
}
