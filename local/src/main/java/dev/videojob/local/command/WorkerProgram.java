package dev.videojob.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that stands for the worker's image. */
public final class WorkerProgram {
  private static final String MAIN = "dev.videojob.worker.WorkerMain";

  private WorkerProgram() {}

  /** A JVM of the worker's own, with the flags that its image has. */
  public static List<String> command() {
    var root = root();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(sharedArchive(root.resolve("target")));
    command.addAll(List.of("-Xlog:disable", "-Xmx256m"));
    command.addAll(List.of("-cp", root.resolve("worker-image/target/lib") + "/*", MAIN));
    return List.copyOf(command);
  }

  /**
   * The flags of an archive that halves the start, made by the first worker at its end. A JVM that
   * cannot write it ends with exit code 1, whatever its program did, so it must be writable.
   */
  private static List<String> sharedArchive(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      return List.of();
    }
    return Files.isWritable(folder)
        ? List.of(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + folder.resolve("worker-image.jsa"))
        : List.of();
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
