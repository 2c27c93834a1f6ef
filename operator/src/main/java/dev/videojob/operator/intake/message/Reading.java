package dev.videojob.operator.intake.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a message turned out to be. */
public sealed interface Reading {
  /**
   * Work to do.
   *
   * @param requests at least one, each with an identity of its own
   * @param only place of the only one that is wanted: the others have messages of their own, or are
   *     done; null when all are wanted
   */
  record Work(List<WorkRequest> requests, @Nullable Integer only) implements Reading {
    public Work {
      requests = List.copyOf(requests);
    }

    /** All of {@code requests}. */
    public Work(List<WorkRequest> requests) {
      this(requests, null);
    }

    /** Whether the request at that place is wanted. */
    public boolean wants(int place) {
      return only == null || only == place;
    }

    /** The requests that are wanted. */
    public List<WorkRequest> wanted() {
      return only == null ? requests : List.of(requests.get(only));
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
