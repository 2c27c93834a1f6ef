package dev.videojob.images.start;

import dev.videojob.images.ExternalCommand;
import dev.videojob.images.FileTree;
import dev.videojob.images.program.Program;
import dev.videojob.images.program.ProgramFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ahead-of-time caches (JEP 483, 514, 515): classes that are loaded and linked already, and
 * profiles of a run in which one upload became renditions.
 *
 * <p>The operator and the worker run as their images have them, from directories that stand for the
 * images' roots, against the project's own platform. The JVM takes such a cache wherever the
 * directory is, as long as the jars keep their order, size and time. It is not the same, byte for
 * byte, in two trainings.
 */
public final class TrainedStarts {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private final Path checkout;
  private final Path work;
  private final Path javaHome;

  /**
   * Prepares a training.
   *
   * @param checkout the project's root
   * @param work where caches are kept
   * @param javaHome the linked runtime
   */
  public TrainedStarts(Path checkout, Path work, Path javaHome) {
    this.checkout = checkout;
    this.work = work;
    this.javaHome = javaHome;
  }

  /** The name of a program's cache in the directory {@code app}. */
  public static String fileName(Program program) {
    return program.imageName() + ".aot";
  }

  /**
   * Trains both programs, unless that was done with the same files.
   *
   * @return the directory of the two caches
   */
  public Path train(ProgramFiles operator, ProgramFiles worker) {
    Path folder =
        work.resolve(
            "aot-"
                + FileTree.key(
                    List.of(operator.key(), worker.key(), javaHome.getFileName().toString())));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    forgetOlder();
    Path aside = work.resolve("training");
    FileTree.delete(aside);
    try {
      Files.createDirectories(aside);
      record(operator, worker, aside);
      create(operator, aside);
      create(worker, aside);
      Files.move(aside, folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("the training failed, see " + aside, e);
    }
  }

  private void forgetOlder() throws UncheckedIOException {
    try (Stream<Path> older = Files.list(work)) {
      older
          .filter(folder -> folder.getFileName().toString().startsWith("aot-"))
          .forEach(FileTree::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void record(ProgramFiles operator, ProgramFiles worker, Path folder) throws IOException {
    Path clip = clip(worker, folder);
    Path script = script(worker, folder);
    try (var platform = PlatformProcess.start(checkout, folder, script);
        var run =
            OperatorRun.start(
                operator,
                javaHome,
                recording(operator, folder),
                platform,
                folder.resolve("operator.log"))) {
      run.awaitReady();
      platform.upload(clip);
      platform.awaitSuccess();
    }
  }

  /** Two seconds with sound, by the image's own ffmpeg. */
  private static Path clip(ProgramFiles worker, Path folder) {
    Path programs = worker.root().resolve("opt/ffmpeg");
    Path clip = folder.resolve("clip.mp4");
    ExternalCommand.of(
            List.of(
                programs.resolve("ffmpeg").toString(),
                "-loglevel",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=640x360:rate=25:duration=2",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:duration=2",
                "-pix_fmt",
                "yuv420p",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-c:a",
                "aac",
                clip.toString()))
        .with("LD_LIBRARY_PATH", programs.toString())
        .output();
    return clip;
  }

  private Path script(ProgramFiles worker, Path folder) throws IOException {
    Path script = folder.resolve("worker");
    String command =
        worker.commandHere(javaHome, recording(worker, folder)).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(
        script,
        "#!/bin/sh\nexport VIDEOJOB_FFMPEG_DIR='%s'\nexec %s \"$@\"\n"
            .formatted(worker.root().resolve("opt/ffmpeg"), command));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static List<String> recording(ProgramFiles files, Path folder) {
    return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration(files, folder));
  }

  private static Path configuration(ProgramFiles files, Path folder) {
    return folder.resolve(files.program().imageName() + ".aotconf");
  }

  private void create(ProgramFiles files, Path folder) throws IOException {
    Path configuration = configuration(files, folder);
    Path cache = folder.resolve(fileName(files.program()));
    List<String> options =
        new ArrayList<>(
            List.of(
                "-XX:AOTMode=create",
                "-XX:AOTConfiguration=" + configuration,
                "-XX:AOTCache=" + cache));
    ExternalCommand.of(files.commandHere(javaHome, options)).within(LIMIT).output();
    Files.delete(configuration);
  }
}
