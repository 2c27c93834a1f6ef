package dev.videojob.operator.resources;

/** Names of the Jobs of a VideoJob: derived, so that two creators meet at the same name. */
public final class AttemptNames {
  /** A Job's name becomes a label value of its pods, and those end at 63 characters. */
  private static final int MAX_LENGTH = 63;

  private static final int MAX_SUFFIX = 5;
  private static final int HASH_LENGTH = 8;

  private AttemptNames() {}

  /** The name of the Job of attempt {@code number}, from 1. */
  public static String jobName(String videoJob, int number) {
    return stem(videoJob) + "-" + number;
  }

  private static String stem(String videoJob) {
    var room = MAX_LENGTH - MAX_SUFFIX;
    if (videoJob.length() <= room && videoJob.indexOf('.') < 0) {
      return videoJob;
    }
    var most = Math.min(videoJob.length(), room - HASH_LENGTH - 1);
    var kept = videoJob.substring(0, most).replace('.', '-');
    return kept + "-" + Digest.of(videoJob, HASH_LENGTH);
  }

  /** A label value for a VideoJob's name, which may be longer than a label value may be. */
  public static String labelValue(String name) {
    return name.length() <= MAX_LENGTH
        ? name
        : name.substring(0, MAX_LENGTH - HASH_LENGTH - 1) + "-" + Digest.of(name, HASH_LENGTH);
  }
}
