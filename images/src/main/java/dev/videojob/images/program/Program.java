package dev.videojob.images.program;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The programs of the project that have an image. */
public enum Program {
  OPERATOR(
      "operator",
      "VideoJob operator",
      "Turns SQS messages and VideoJobs into Kubernetes Jobs that transcode videos.",
      "operator",
      120_000_000),
  WORKER(
      "worker",
      "VideoJob worker",
      "Makes the renditions of one video with ffmpeg and publishes them to S3.",
      "worker-image",
      200_000_000),
  STAND_INS(
      "stand-ins",
      "VideoJob stand-ins",
      "SQS and S3 in place of a cloud's, for tests on a cluster.",
      "local",
      250_000_000);

  private final String imageName;
  private final String title;
  private final String description;
  private final String module;
  private final long limit;

  Program(String imageName, String title, String description, String module, long limit) {
    this.imageName = imageName;
    this.title = title;
    this.description = description;
    this.module = module;
    this.limit = limit;
  }

  /** The last part of the image's name, and what the command line calls it. */
  public String imageName() {
    return imageName;
  }

  public String title() {
    return title;
  }

  public String description() {
    return description;
  }

  /** The Maven module whose {@code target/lib} the image holds. */
  public String module() {
    return module;
  }

  /** Options of the Java launcher that no flags file can hold. */
  List<String> options() {
    return switch (this) {
      case OPERATOR -> List.of();
      case WORKER -> List.of("-Djava.io.tmpdir=/scratch");
      case STAND_INS ->
          List.of(
              "-Djava.io.tmpdir=/data",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow");
    };
  }

  /** The main class and its first arguments. */
  List<String> main() {
    return switch (this) {
      case OPERATOR -> List.of("dev.videojob.operator.OperatorMain");
      case WORKER -> List.of("dev.videojob.worker.WorkerMain");
      case STAND_INS -> List.of("dev.videojob.local.LocalMain", "stand-in");
    };
  }

  /** The environment that the image gives the program. */
  public Map<String, String> environment() {
    return switch (this) {
      case WORKER ->
          Map.of("VIDEOJOB_FFMPEG_DIR", "/opt/ffmpeg", "VIDEOJOB_SCRATCH_DIR", "/scratch");
      case OPERATOR, STAND_INS -> Map.of();
    };
  }

  /** The resource with the JVM's flags. */
  String flags() {
    return imageName + ".flags";
  }

  public boolean hasFfmpeg() {
    return this == WORKER;
  }

  /** Whether starts are frequent enough to be trained. */
  public boolean isTrained() {
    return this != STAND_INS;
  }

  /** The most bytes that the image may have. */
  public long limit() {
    return limit;
  }

  /**
   * Reads a program's name.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public static Program parse(String text) {
    for (Program program : values()) {
      if (program.imageName.equals(text.strip().toLowerCase(Locale.ROOT))) {
        return program;
      }
    }
    throw new IllegalArgumentException(
        "There is no image '" + text + "'; write operator, worker or stand-ins.");
  }
}
