package dev.videojob.worker.plan;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Preset;
import dev.videojob.worker.probe.MediaInfo.DynamicRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a source.
 *
 * @param video the picture, when renditions of it are made or stills taken
 * @param rungs sizes to encode, the largest first
 * @param audio the sound, encoded once and shared by all rungs
 * @param hls whether renditions are packaged as HLS
 * @param mp4 whether renditions are packaged as progressive MP4
 * @param poster the still
 * @param thumbnails the stills
 * @param threads threads of every stage of ffmpeg
 */
public record EncodingPlan(
    @Nullable Picture video,
    List<Rung> rungs,
    @Nullable Sound audio,
    boolean hls,
    boolean mp4,
    @Nullable Poster poster,
    @Nullable Thumbnails thumbnails,
    int threads) {

  public EncodingPlan {
    rungs = List.copyOf(rungs);
  }

  /** Whether anything is encoded beside stills. */
  public boolean hasRenditions() {
    return !rungs.isEmpty() || audio != null;
  }

  /**
   * How the source's picture is brought to the encoders.
   *
   * @param streamIndex the stream
   * @param shown size as shown: turned, with square pixels
   * @param scaled whether the coded size differs from that of {@code shown} made even
   * @param frameRate average frames per second, 0 when unknown
   * @param durationSeconds promised duration
   * @param deinterlace whether fields are woven into frames
   * @param range dynamic range to be mapped to SDR
   * @param preset x264's preset
   * @param segmentSeconds seconds between aligned key frames
   */
  public record Picture(
      int streamIndex,
      FrameSize shown,
      boolean scaled,
      double frameRate,
      double durationSeconds,
      boolean deinterlace,
      DynamicRange range,
      Preset preset,
      int segmentSeconds) {}

  /**
   * One size.
   *
   * @param name part of the object names
   * @param size frame size
   * @param crf constant rate factor
   * @param maxBitrateKbps ceiling in kbit/s
   */
  public record Rung(String name, FrameSize size, int crf, int maxBitrateKbps) {}

  /**
   * The sound.
   *
   * @param streamIndex the stream
   * @param bitrateKbps bit rate in kbit/s
   * @param channels channels of the output
   * @param sampleRate samples per second of the output
   */
  public record Sound(int streamIndex, int bitrateKbps, int channels, int sampleRate) {}

  /**
   * The still.
   *
   * @param atSeconds the first frame at or after this time is taken, else the very first
   * @param size frame size
   */
  public record Poster(double atSeconds, FrameSize size) {}

  /**
   * The stills.
   *
   * @param intervalSeconds seconds from one to the next
   * @param size frame size
   */
  public record Thumbnails(int intervalSeconds, FrameSize size) {}
}
