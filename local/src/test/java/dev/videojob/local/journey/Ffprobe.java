package dev.videojob.local.journey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What the real ffprobe says of a file, every frame of it decoded. */
public final class Ffprobe {
  private final JsonNode facts;

  private Ffprobe(JsonNode facts) {
    this.facts = facts;
  }

  /**
   * Decodes {@code media}, a file or a playlist.
   *
   * @throws AssertionError when a frame cannot be decoded
   */
  public static Ffprobe of(Path media) {
    var programs = MadeVideos.programs();
    var complaints =
        MadeVideos.run(
            List.of(
                programs.ffmpeg().toString(),
                "-nostdin",
                "-v",
                "error",
                "-xerror",
                "-err_detect",
                "explode",
                "-i",
                media.toString(),
                "-f",
                "null",
                "-"));
    if (!complaints.isBlank()) {
      throw new AssertionError(media + ": " + complaints);
    }
    return read(media);
  }

  /** Reads a picture, or a playlist of playlists. */
  public static Ffprobe read(Path media) {
    var printed =
        MadeVideos.run(
            List.of(
                MadeVideos.programs().ffprobe().toString(),
                "-v",
                "error",
                "-count_frames",
                "-show_streams",
                "-show_format",
                "-of",
                "json",
                media.toString()));
    try {
      return new Ffprobe(new ObjectMapper().readTree(printed));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(printed, e);
    }
  }

  public Optional<JsonNode> stream(String type) {
    return StreamSupport.stream(facts.path("streams").spliterator(), false)
        .filter(stream -> type.equals(stream.path("codec_type").asText()))
        .findFirst();
  }

  public JsonNode video() {
    return stream("video").orElseThrow(() -> new AssertionError("no picture: " + facts));
  }

  public JsonNode audio() {
    return stream("audio").orElseThrow(() -> new AssertionError("no sound: " + facts));
  }

  /** Frames that could be decoded. */
  public long frames() {
    return video().path("nb_read_frames").asLong();
  }

  public double seconds() {
    return facts.path("format").path("duration").asDouble();
  }

  public String size() {
    return video().path("width").asText() + "x" + video().path("height").asText();
  }

  /** The lengths of a playlist's segments in their order. */
  public static List<Double> segmentSeconds(Path playlist) {
    try {
      var lengths = new ArrayList<Double>();
      for (var line : Files.readAllLines(playlist)) {
        if (line.startsWith("#EXTINF:")) {
          lengths.add(Double.valueOf(line.substring("#EXTINF:".length(), line.indexOf(','))));
        }
      }
      return lengths;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
