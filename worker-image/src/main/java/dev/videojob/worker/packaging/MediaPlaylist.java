package dev.videojob.worker.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An HLS media playlist.
 *
 * @param header name of the initialization section
 * @param segments the segments in their order
 * @param targetSeconds promised longest segment, rounded
 */
public record MediaPlaylist(String header, List<Segment> segments, int targetSeconds) {

  /**
   * A segment.
   *
   * @param seconds its duration
   * @param name its file
   */
  public record Segment(double seconds, String name) {}

  /**
   * Reads a finished playlist.
   *
   * @throws IOException when it is not there, or is not whole
   */
  public static MediaPlaylist read(Path file) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.isEmpty() || !lines.getFirst().equals("#EXTM3U")) {
      throw new IOException("it is empty or no playlist");
    }
    if (!lines.contains("#EXT-X-ENDLIST")) {
      throw new IOException("it was not finished");
    }
    String header = "";
    int target = 0;
    double seconds = 0;
    List<Segment> segments = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("#EXT-X-MAP:URI=\"")) {
        header = line.substring(16, line.indexOf('"', 16));
      } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
        target = Integer.parseInt(line.substring(22));
      } else if (line.startsWith("#EXTINF:")) {
        seconds = Double.parseDouble(line.substring(8, line.indexOf(',')));
      } else if (!line.startsWith("#") && !line.isBlank()) {
        segments.add(new Segment(seconds, line));
      }
    }
    if (header.isEmpty() || segments.isEmpty()) {
      throw new IOException("it names no media");
    }
    return new MediaPlaylist(header, List.copyOf(segments), target);
  }

  /** Names of all files: the header, then the segments. */
  public List<String> files() {
    return Stream.concat(Stream.of(header), segments.stream().map(Segment::name)).toList();
  }

  /** Seconds of all segments. */
  public double totalSeconds() {
    return segments.stream().mapToDouble(Segment::seconds).sum();
  }

  /** Durations of the segments in their order. */
  public List<Double> durations() {
    return segments.stream().map(Segment::seconds).toList();
  }
}
