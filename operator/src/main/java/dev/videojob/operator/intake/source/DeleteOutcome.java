package dev.videojob.operator.intake.source;

/** What became of the wish to delete a message. */
public sealed interface DeleteOutcome {
  Lease lease();

  /** The queue accepted the deletion. A standard queue may deliver the message once more. */
  record Deleted(Lease lease) implements DeleteOutcome {}

  /** This receipt is not valid any more: delete with the one of the next receive. */
  record Lost(Lease lease, String reason) implements DeleteOutcome {}

  /** The queue could not answer; the message is still there. */
  record TryAgain(Lease lease, String reason) implements DeleteOutcome {}
}
