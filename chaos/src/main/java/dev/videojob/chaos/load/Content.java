package dev.videojob.chaos.load;

/** What an uploaded file is, which decides how its work has to end. */
public enum Content {
  /** Two seconds of picture and sound. */
  SHORT(true),
  /** A video that keeps a worker busy for some seconds. */
  LONG(true),
  /** A video that ends before its time. */
  CUT_OFF(false),
  /** Not a video at all. */
  TEXT(false);

  private final boolean good;

  Content(boolean good) {
    this.good = good;
  }

  /** Whether renditions can be made of it. If not, it belongs into the dead-letter queue. */
  public boolean good() {
    return good;
  }
}
