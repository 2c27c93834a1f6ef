package dev.videojob.sim.check;

/** What every history must keep (design, §3), and that it comes to an end. */
public enum Invariant {
  /** One live pod per attempt, one live attempt per VideoJob, one VideoJob per work. */
  ONE_LIVE_POD,
  /** An attempt is recorded before its Job is created. */
  INTENT_BEFORE_ACTION,
  /** A message is deleted only after its fate is durable. */
  FATE_BEFORE_DELETION,
  /** The latest receipt wins. */
  LATEST_RECEIPT,
  /** A job that is said to be done is published. */
  DONE_IS_PUBLISHED,
  /** Work that has succeeded is not worked on again. */
  NOT_DONE_TWICE,
  /** A status never goes back, and an end is an end. */
  STATUS_GOES_ON,
  /** Once faults stop, everything that was asked for ends in exactly one way. */
  EVERYTHING_ENDS,
  /** The metadata store and the processed queue know the end. */
  OUTSIDE_KNOWS,
  /** A slot is given back by whatever took it. */
  SLOTS_ARE_FREED,
  /** A dead letter is deleted only when it is back in its queue. */
  NO_LETTER_IS_LOST,
  /** A redrive counts what it returns, and keeps to its rate, its maximum and to being dry. */
  REDRIVES_KEEP_THEIR_WORD,
  /** A service that refuses is left alone for a while before it is asked again. */
  NOBODY_IS_HAMMERED
}
