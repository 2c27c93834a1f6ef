package dev.videojob.worker.probe;

import org.jspecify.annotations.Nullable;

/**
 * What a source is.
 *
 * @param format names of the container, such as {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param sizeBytes size of the file
 * @param durationSeconds promised duration, 0 when the container promises none
 * @param streams number of streams
 * @param video the picture to work on; attached pictures do not count
 * @param audio the sound to work on
 * @param cutOff whether the file ends before the media do
 */
public record MediaInfo(
    String format,
    long sizeBytes,
    double durationSeconds,
    int streams,
    @Nullable VideoTrack video,
    @Nullable AudioTrack audio,
    boolean cutOff) {

  /**
   * The picture.
   *
   * @param index stream index
   * @param codec codec as ffmpeg names it
   * @param width coded width in pixels
   * @param height coded height in pixels
   * @param pixelAspect width of a pixel by its height
   * @param rotation degrees by which the picture is turned to be shown
   * @param frameRate average frames per second, 0 when unknown
   * @param durationSeconds promised duration, 0 when the container promises none
   * @param startSeconds time of the first frame on the file's clock
   * @param promisedFrames frames that the container's index names, 0 when it names none
   * @param packets packets that could be read
   * @param interlaced whether frames hold two fields
   * @param fullRange whether samples use their whole range
   * @param range dynamic range
   */
  public record VideoTrack(
      int index,
      String codec,
      int width,
      int height,
      double pixelAspect,
      int rotation,
      double frameRate,
      double durationSeconds,
      double startSeconds,
      long promisedFrames,
      long packets,
      boolean interlaced,
      boolean fullRange,
      DynamicRange range) {

    /** Seconds that a frame lasts on average; a 25th where that is unknown. */
    public double frameSeconds() {
      return frameRate > 0 ? 1 / frameRate : 0.04;
    }
  }

  /** The dynamic range of a picture, by its transfer function. */
  public enum DynamicRange {
    SDR,
    PQ,
    HLG
  }

  /**
   * The sound.
   *
   * @param index stream index
   * @param codec codec as ffmpeg names it
   * @param channels number of channels
   * @param sampleRate samples per second
   * @param durationSeconds promised duration, 0 when the container promises none
   * @param promisedFrames frames that the container's index names, 0 when it names none
   * @param packets packets that could be read
   */
  public record AudioTrack(
      int index,
      String codec,
      int channels,
      int sampleRate,
      double durationSeconds,
      long promisedFrames,
      long packets) {}
}
