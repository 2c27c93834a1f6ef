package dev.videojob.chaos.platform;

import java.util.List;

/** The namespaces of the runs: nothing else is in them, and they are removed as a whole. */
public final class Namespaces {
  /** The operator. */
  public static final String SYSTEM = "videojob-chaos";

  /** The VideoJobs, their Jobs and their pods. */
  public static final String MEDIA = "videojob-chaos-media";

  /** SQS, S3, FerretDB, and Toxiproxy before them. */
  public static final String STAND_INS = "videojob-chaos-stand-ins";

  static final List<String> ALL = List.of(SYSTEM, MEDIA, STAND_INS);

  private Namespaces() {}
}
