package dev.videojob.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.worker.probe.MediaInfo.AudioTrack;
import dev.videojob.worker.probe.MediaInfo.DynamicRange;
import dev.videojob.worker.probe.MediaInfo.VideoTrack;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Reads the JSON that ffprobe prints. */
final class FfprobeJson {
  private static final Set<String> INTERLACED = Set.of("tt", "bb", "tb", "bt");

  private FfprobeJson() {}

  static MediaInfo read(JsonNode root, long sizeBytes, boolean cutOff) {
    JsonNode format = root.path("format");
    return new MediaInfo(
        format.path("format_name").asText(""),
        sizeBytes,
        seconds(format, "duration"),
        format.path("nb_streams").asInt(),
        chosen(root, "video").map(FfprobeJson::video).orElse(null),
        chosen(root, "audio").map(FfprobeJson::audio).orElse(null),
        cutOff);
  }

  /** The stream that a player would choose: the default one, else the first. */
  private static Optional<JsonNode> chosen(JsonNode root, String kind) {
    return StreamSupport.stream(root.path("streams").spliterator(), false)
        .filter(stream -> stream.path("codec_type").asText().equals(kind))
        .filter(stream -> stream.path("disposition").path("attached_pic").asInt() == 0)
        .filter(stream -> stream.hasNonNull("codec_name"))
        .max(
            Comparator.comparingInt(
                    (JsonNode stream) -> stream.path("disposition").path("default").asInt())
                .thenComparingInt(stream -> -stream.path("index").asInt()));
  }

  private static VideoTrack video(JsonNode stream) {
    return new VideoTrack(
        stream.path("index").asInt(),
        stream.path("codec_name").asText(),
        stream.path("width").asInt(),
        stream.path("height").asInt(),
        pixelAspect(stream),
        rotation(stream),
        frameRate(stream),
        seconds(stream, "duration"),
        seconds(stream, "start_time"),
        number(stream, "nb_frames"),
        number(stream, "nb_read_packets"),
        INTERLACED.contains(stream.path("field_order").asText()),
        stream.path("color_range").asText().equals("pc"),
        range(stream.path("color_transfer").asText()));
  }

  private static AudioTrack audio(JsonNode stream) {
    return new AudioTrack(
        stream.path("index").asInt(),
        stream.path("codec_name").asText(),
        stream.path("channels").asInt(),
        (int) number(stream, "sample_rate"),
        seconds(stream, "duration"),
        number(stream, "nb_frames"),
        number(stream, "nb_read_packets"));
  }

  private static DynamicRange range(String transfer) {
    return switch (transfer) {
      case "smpte2084" -> DynamicRange.PQ;
      case "arib-std-b67" -> DynamicRange.HLG;
      default -> DynamicRange.SDR;
    };
  }

  private static int rotation(JsonNode stream) {
    for (JsonNode side : stream.path("side_data_list")) {
      if (side.has("rotation")) {
        return Math.floorMod(side.path("rotation").asInt(), 360);
      }
    }
    return 0;
  }

  private static double pixelAspect(JsonNode stream) {
    double aspect = fraction(stream.path("sample_aspect_ratio").asText().replace(':', '/'));
    return aspect > 0 ? aspect : 1;
  }

  private static double frameRate(JsonNode stream) {
    double average = fraction(stream.path("avg_frame_rate").asText());
    return average > 0 ? average : fraction(stream.path("r_frame_rate").asText());
  }

  /** The value of {@code a/b}; 0 where there is none. */
  private static double fraction(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      return 0;
    }
    double below = Double.parseDouble(text.substring(slash + 1));
    return below == 0 ? 0 : Double.parseDouble(text.substring(0, slash)) / below;
  }

  private static double seconds(JsonNode node, String field) {
    return node.path(field).asDouble(0);
  }

  private static long number(JsonNode node, String field) {
    return node.path(field).asLong(0);
  }
}
