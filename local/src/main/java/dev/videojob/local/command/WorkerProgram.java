package dev.videojob.local.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command that stands for the worker's image. */
public final class WorkerProgram {
  private static final String MAIN = "dev.videojob.worker.WorkerMain";

  private WorkerProgram() {}

  /** A JVM of the worker's own, with the flags that its image has. */
  public static List<String> command() {
    var root = root();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + root.resolve("target/worker-image.jsa"),
        "-Xlog:disable",
        "-Xmx256m",
        "-cp",
        root.resolve("worker-image/target/lib") + "/*",
        MAIN);
  }

  /** The checkout: the launcher says where it is, tests run in one of its modules. */
  private static Path root() {
    var told = System.getProperty("videojob.root");
    if (told != null) {
      return Path.of(told);
    }
    var here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("videojob")) ? here : here.resolve("..").normalize();
  }
}
