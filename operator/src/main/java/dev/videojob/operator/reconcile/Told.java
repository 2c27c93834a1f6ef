package dev.videojob.operator.reconcile;

/** How much of what the outside is to be told of a job it has been told. */
enum Told {
  /** All that there is to tell now. */
  ALL,
  /**
   * All but the end of its message, which waits for the message's other records. The last of them
   * wakes this job, unless its operator dies first.
   */
  ALL_BUT_SHARED_MESSAGE,
  /** Something did not answer. */
  NOT_ALL
}
