package dev.videojob.sim.faults;

/** What becomes of a call. */
public enum CallFate {
  /** It is answered. */
  ANSWERED,
  /** It never arrives, and fails after its time-out. */
  LOST,
  /** It has its effect, and fails since the answer never arrives. */
  ANSWER_LOST,
  /** The operator dies before it is made. */
  DEATH_BEFORE,
  /** The operator dies when it has had its effect. */
  DEATH_AFTER
}
