package dev.videojob.worker.encode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * When frames are shown.
 *
 * @param frames how many there are
 * @param firstSeconds time of the first
 * @param lastSeconds time of the last
 * @param longestGapSeconds longest time from one frame to the next
 */
public record Timeline(
    long frames, double firstSeconds, double lastSeconds, double longestGapSeconds) {

  /**
   * Reads a file that holds the time of one frame per line.
   *
   * @throws IOException when it cannot be read
   */
  public static Timeline read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Timeline(0, 0, 0, 0);
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      long frames = 0;
      double first = 0;
      double last = 0;
      double longest = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        double time = Double.parseDouble(line);
        first = frames == 0 ? time : first;
        longest = frames == 0 ? 0 : Math.max(longest, time - last);
        last = time;
        frames++;
      }
      return new Timeline(frames, first, last, longest);
    }
  }

  /** Seconds of one frame on average; {@code otherwise} when there are not two of them. */
  public double frameSeconds(double otherwise) {
    return frames < 2 ? otherwise : (lastSeconds - firstSeconds) / (frames - 1);
  }

  /** Seconds from the first frame to the last one's beginning. */
  public double spanSeconds() {
    return lastSeconds - firstSeconds;
  }
}
