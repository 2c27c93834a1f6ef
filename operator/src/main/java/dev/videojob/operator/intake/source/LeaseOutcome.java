package dev.videojob.operator.intake.source;

import java.time.Instant;

/** What became of the wish to hold a message longer. */
public sealed interface LeaseOutcome {
  Lease lease();

  /**
   * The message is held.
   *
   * @param until end of the hold; earlier than wished where the queue's ceiling is near
   */
  record Renewed(Lease lease, Instant until) implements LeaseOutcome {}

  /** This receipt holds the message no longer; the message comes again unless it was deleted. */
  record Lost(Lease lease, String reason) implements LeaseOutcome {}

  /** The queue could not answer; the hold is what it was. */
  record TryAgain(Lease lease, String reason) implements LeaseOutcome {}
}
