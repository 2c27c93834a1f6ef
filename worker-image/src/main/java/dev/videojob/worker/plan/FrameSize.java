package dev.videojob.worker.plan;

/**
 * Size of a frame of square pixels.
 *
 * @param width pixels
 * @param height pixels
 */
public record FrameSize(int width, int height) {

  public int shortSide() {
    return Math.min(width, height);
  }

  public int longSide() {
    return Math.max(width, height);
  }

  /** The size after a quarter turn. */
  public FrameSize turned() {
    int across = height;
    int down = width;
    return new FrameSize(across, down);
  }

  /** The largest size that both sides of an encoder for 4:2:0 can have: even, never larger. */
  public FrameSize even() {
    return new FrameSize(evenBelow(width), evenBelow(height));
  }

  /**
   * The same picture with a shorter side of {@code shortSide} pixels or its own, whichever is less;
   * both sides even, the aspect kept to the pixel pair.
   */
  public FrameSize within(int shortSide) {
    if (shortSide >= shortSide()) {
      return even();
    }
    int less = evenBelow(shortSide);
    double exact = (double) longSide() * less / shortSide();
    int more = Math.max(2, Math.min((int) Math.round(exact / 2) * 2, evenBelow(longSide())));
    return width < height ? new FrameSize(less, more) : new FrameSize(more, less);
  }

  private static int evenBelow(int pixels) {
    return Math.max(2, pixels / 2 * 2);
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
