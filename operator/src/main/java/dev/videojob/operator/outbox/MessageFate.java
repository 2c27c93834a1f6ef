package dev.videojob.operator.outbox;

/** Whether the message of a VideoJob that has ended may be settled. */
public enum MessageFate {
  /** It waits for nothing but this job. */
  OURS,
  /** Other records of it have not ended; the last of them deletes it. */
  SHARED,
  /**
   * Not everything that it asks for is durable: it carries no lease yet, comes again, and is sealed
   * then.
   */
  UNSEALED
}
