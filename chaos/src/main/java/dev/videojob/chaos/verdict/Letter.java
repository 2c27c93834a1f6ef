package dev.videojob.chaos.verdict;

import dev.videojob.chaos.load.Film;

/**
 * A dead letter as it lay in its queue.
 *
 * @param id what tells copies of one letter from two letters
 * @param uid of the VideoJob that failed; empty where none was made
 * @param reason in one word
 * @param body the message that failed
 */
public record Letter(String id, String uid, String reason, String body) {

  /** Whether the message in it tells of a film. */
  public boolean tellsOf(Film film) {
    return body.contains(film.key());
  }
}
