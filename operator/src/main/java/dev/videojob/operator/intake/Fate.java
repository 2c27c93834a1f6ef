package dev.videojob.operator.intake;

/** What is to be done with a received message. */
sealed interface Fate {
  /** VideoJobs carry its lease: it stays invisible and is theirs to settle. */
  record Held() implements Fate {}

  /** What it asked for is durable, or nothing: it is deleted. */
  record Done() implements Fate {}

  /**
   * It stays in the queue and comes again.
   *
   * @param everyMessage whether any other message would fare the same now
   */
  record Later(String reason, boolean everyMessage) implements Fate {}
}
