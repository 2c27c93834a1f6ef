package dev.videojob.operator.intake.message;

import java.util.List;

/** What a message turned out to be. */
public sealed interface Reading {
  /**
   * Work to do.
   *
   * @param requests at least one, each with an identity of its own
   */
  record Work(List<WorkRequest> requests) implements Reading {
    public Work {
      requests = List.copyOf(requests);
    }
  }

  /** Nothing to do, rightly: the message is deleted. */
  record Ignorable(String reason) implements Reading {}

  /**
   * No work can be made of it, now or later.
   *
   * @param reason a sentence that names the field, what was there and what to write
   */
  record NotUnderstood(String reason) implements Reading {}
}
