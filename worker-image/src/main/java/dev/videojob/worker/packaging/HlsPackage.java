package dev.videojob.worker.packaging;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.packaging.MediaPlaylist.Segment;
import dev.videojob.worker.plan.EncodingPlan;
import dev.videojob.worker.plan.EncodingPlan.Rung;
import dev.videojob.worker.plan.EncodingPlan.Sound;
import dev.videojob.worker.plan.OutputLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the master playlist over the renditions that ffmpeg has written. */
public final class HlsPackage {
  /** AAC-LC, which is what is encoded. */
  public static final String AUDIO_CODEC = "mp4a.40.2";

  private HlsPackage() {}

  /**
   * What a rendition takes of a line.
   *
   * @param peak bits per second of the largest segment for its duration
   * @param average bits per second over all
   */
  public record Bandwidth(long peak, long average) {
    Bandwidth plus(Bandwidth other) {
      return new Bandwidth(peak + other.peak, average + other.average);
    }
  }

  /**
   * Writes {@code master.m3u8} into {@code folder}.
   *
   * @param frameRate frames per second of the renditions, 0 when unknown
   * @throws WorkerFailure when a rendition is not whole
   */
  public static void write(EncodingPlan plan, Path folder, double frameRate) {
    if (!plan.hls() || !plan.hasRenditions()) {
      return;
    }
    StringBuilder master = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
    master.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    Sound sound = plan.audio();
    Bandwidth soundBandwidth =
        sound == null ? new Bandwidth(0, 0) : bandwidth(folder.resolve(OutputLayout.AUDIO));
    if (sound != null && !plan.rungs().isEmpty()) {
      master.append(soundGroup(sound));
    }
    for (Rung rung : plan.rungs()) {
      Path rendition = folder.resolve(rung.name());
      Bandwidth bandwidth = bandwidth(rendition).plus(soundBandwidth);
      master.append(stream(rung, bandwidth, codec(rendition), sound, frameRate));
    }
    if (sound != null && plan.rungs().isEmpty()) {
      master.append(soundStream(soundBandwidth));
    }
    try {
      Files.writeString(folder.resolve(OutputLayout.MASTER), master);
    } catch (IOException e) {
      throw new WorkerFailure(
          ExitCode.SCRATCH_FULL, "The master playlist could not be written.", e);
    }
  }

  private static String soundGroup(Sound sound) {
    return ("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"audio\",DEFAULT=YES,AUTOSELECT=YES,"
            + "CHANNELS=\"%d\",URI=\"%s\"\n")
        .formatted(sound.channels(), OutputLayout.playlist(OutputLayout.AUDIO));
  }

  private static String stream(
      Rung rung, Bandwidth bandwidth, String codec, @Nullable Sound sound, double frameRate) {
    StringBuilder line = new StringBuilder("#EXT-X-STREAM-INF:");
    line.append("BANDWIDTH=").append(bandwidth.peak());
    line.append(",AVERAGE-BANDWIDTH=").append(bandwidth.average());
    line.append(",RESOLUTION=").append(rung.size());
    if (frameRate > 0) {
      line.append(String.format(Locale.ROOT, ",FRAME-RATE=%.3f", frameRate));
    }
    line.append(",CODECS=\"").append(codec);
    line.append(sound == null ? "\"" : "," + AUDIO_CODEC + "\",AUDIO=\"audio\"");
    return line + "\n" + OutputLayout.playlist(rung.name()) + "\n";
  }

  private static String soundStream(Bandwidth bandwidth) {
    return "#EXT-X-STREAM-INF:BANDWIDTH=%d,AVERAGE-BANDWIDTH=%d,CODECS=\"%s\"\n%s\n"
        .formatted(
            bandwidth.peak(),
            bandwidth.average(),
            AUDIO_CODEC,
            OutputLayout.playlist(OutputLayout.AUDIO));
  }

  private static Bandwidth bandwidth(Path rendition) {
    try {
      MediaPlaylist playlist = MediaPlaylist.read(rendition.resolve(OutputLayout.PLAYLIST));
      double peak = 0;
      long bytes = 0;
      for (Segment segment : playlist.segments()) {
        long size = Files.size(rendition.resolve(segment.name()));
        bytes += size;
        // A last segment of some frames says nothing about what a line must carry.
        double seconds = Math.max(segment.seconds(), 1);
        peak = Math.max(peak, size * 8 / seconds);
      }
      double total = Math.max(playlist.totalSeconds(), 1);
      return new Bandwidth((long) Math.ceil(peak), (long) Math.ceil(bytes * 8 / total));
    } catch (IOException e) {
      throw broken(rendition, e);
    }
  }

  private static String codec(Path rendition) {
    try {
      String codec = Mp4Header.read(rendition.resolve(OutputLayout.INIT)).videoCodec();
      if (codec == null) {
        throw new IOException("its header names no H.264");
      }
      return codec;
    } catch (IOException e) {
      throw broken(rendition, e);
    }
  }

  private static WorkerFailure broken(Path rendition, IOException e) {
    return new WorkerFailure(
        ExitCode.VERIFICATION_FAILED,
        "The rendition %s is not whole: %s.".formatted(rendition.getFileName(), e.getMessage()),
        e);
  }
}
