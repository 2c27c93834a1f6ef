package dev.videojob.chaos.load;

import java.time.Duration;
import java.util.List;

/**
 * Files that are uploaded together and told of by one message.
 *
 * @param at when, counted from the run's start
 * @param films the message's records
 * @param copies how often the message is sent
 */
public record Parcel(Duration at, List<Film> films, int copies) {
  public Parcel {
    films = List.copyOf(films);
  }

  /** Whether S3 itself sends the message; it sends one for each file, and once. */
  public boolean isPlainUpload() {
    return films.size() == 1 && copies == 1;
  }
}
