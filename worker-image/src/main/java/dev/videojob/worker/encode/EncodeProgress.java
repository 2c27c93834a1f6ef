package dev.videojob.worker.encode;

import dev.videojob.worker.ffmpeg.FfmpegRunner;
import java.util.function.DoubleConsumer;

/**
 * Reads what ffmpeg writes to standard output while it works: {@code -progress}, and a line for
 * every packet of the source that it has read.
 */
public final class EncodeProgress implements FfmpegRunner.Lines {
  private final DoubleConsumer position;
  private double timeBase;
  private double furthest;
  private long frames;
  private String outTime = "";

  /**
   * @param position takes the seconds of the source that were read, when they grow
   */
  public EncodeProgress(DoubleConsumer position) {
    this.position = position;
  }

  @Override
  public boolean take(String line) {
    if (line.startsWith("#tb 0:")) {
      timeBase = fraction(line.substring(6).strip());
      return false;
    }
    if (line.startsWith("0,")) {
      advance(line.split(",", 3)[1].strip());
      return true;
    }
    if (line.startsWith("frame=")) {
      long now = Long.parseLong(line.substring(6).strip());
      boolean moved = now > frames;
      frames = now;
      return moved;
    }
    if (line.startsWith("out_time_us=") && !line.equals(outTime)) {
      outTime = line;
      return true;
    }
    return false;
  }

  private void advance(String timestamp) {
    double seconds = timestamp.startsWith("N") ? 0 : Long.parseLong(timestamp) * timeBase;
    if (seconds > furthest) {
      furthest = seconds;
      position.accept(seconds);
    }
  }

  private static double fraction(String text) {
    String[] parts = text.split("/", 2);
    return parts.length < 2 ? 0 : Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
  }
}
