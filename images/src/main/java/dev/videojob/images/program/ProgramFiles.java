package dev.videojob.images.program;

import dev.videojob.images.FileTree;
import dev.videojob.images.Platform;
import dev.videojob.images.java.JavaRuntime;
import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one program, laid out as they lie in its image: {@code app/lib} with the jars,
 * {@code app/java.args}, {@code app/jvm.flags} and, for the worker, {@code opt/ffmpeg}.
 *
 * <p>The directory is named after what is in it. Jib knows a changed file by its time of change,
 * and all of these have the same.
 *
 * @param program whose files
 * @param platform for which platform
 * @param root the directory that stands for the image's root
 * @param key a short name for the contents
 * @param ffmpeg the jar that ffmpeg came from; null in a program without it
 */
public record ProgramFiles(
    Program program, Platform platform, Path root, String key, @Nullable Path ffmpeg) {
  /** The directory of the program in an image. */
  public static final String APP = "/app";

  static final String FFMPEG = "/opt/ffmpeg";

  /**
   * Lays the files out.
   *
   * @param checkout the project's root, whose modules are built
   * @param work where directories are made
   * @throws IllegalStateException when the module is not built
   */
  public static ProgramFiles layOut(Program program, Platform platform, Path checkout, Path work) {
    List<Path> jars = jars(program, checkout);
    Path ffmpeg = program.hasFfmpeg() ? ffmpegJar(platform, checkout) : null;
    String key = key(program, jars, ffmpeg);
    String prefix = program.imageName() + "-" + platform.architecture() + "-";
    Path root = work.resolve(prefix + key);
    if (!Files.isDirectory(root)) {
      forgetOlder(work, prefix);
      Path aside = work.resolve("new-" + prefix + key);
      FileTree.delete(aside);
      jars.forEach(jar -> FileTree.copy(jar, aside.resolve("app/lib/" + jar.getFileName())));
      FileTree.write(aside.resolve("app/jvm.flags"), flags(program));
      if (ffmpeg != null) {
        FfmpegPrograms.unpack(ffmpeg, platform.ffmpegClassifier(), aside.resolve("opt/ffmpeg"));
      }
      FileTree.settle(aside);
      move(aside, root);
    }
    return new ProgramFiles(program, platform, root, key, ffmpeg);
  }

  private static List<Path> jars(Program program, Path checkout) {
    Path lib = checkout.resolve(program.module()).resolve("target/lib");
    if (!Files.isDirectory(lib)) {
      throw new IllegalStateException(
          lib + " is not there; build with `./videojob images`, which builds the modules first.");
    }
    try (Stream<Path> files = Files.list(lib)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().startsWith("ffmpeg-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path ffmpegJar(Platform platform, Path checkout) {
    Path folder = checkout.resolve("images/target/ffmpeg");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(platform.ffmpegClassifier() + ".jar"))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "there is no ffmpeg for " + platform + " in " + folder));
    } catch (IOException e) {
      throw new UncheckedIOException("build with `./videojob images`, which fetches ffmpeg", e);
    }
  }

  private static String key(Program program, List<Path> jars, @Nullable Path ffmpeg) {
    List<String> contents = new ArrayList<>();
    jars.forEach(jar -> contents.add(jar.getFileName() + " " + FileTree.sha256(jar)));
    if (ffmpeg != null) {
      contents.add(ffmpeg.getFileName() + " " + FileTree.sha256(ffmpeg));
    }
    contents.add(flags(program));
    contents.addAll(program.options());
    contents.addAll(program.main());
    return FileTree.key(contents);
  }

  private static void forgetOlder(Path work, String prefix) {
    if (!Files.isDirectory(work)) {
      return;
    }
    try (Stream<Path> older = Files.list(work)) {
      older
          .filter(folder -> folder.getFileName().toString().startsWith(prefix))
          .forEach(FileTree::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String flags(Program program) {
    try (InputStream flags = ProgramFiles.class.getResourceAsStream(program.flags())) {
      if (flags == null) {
        throw new IllegalStateException("the resource " + program.flags() + " is missing");
      }
      return new String(flags.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jars that Maven Central has, not we. */
  List<Path> dependencies() {
    return allJars().stream().filter(jar -> !isOurs(jar)).toList();
  }

  /** The jars of this project. */
  List<Path> ours() {
    return allJars().stream().filter(ProgramFiles::isOurs).toList();
  }

  /** Every jar, in the order of the class path. */
  public List<Path> allJars() {
    return FileTree.files(root.resolve("app/lib"));
  }

  private static boolean isOurs(Path jar) {
    return jar.getFileName().toString().startsWith("videojob-");
  }

  /**
   * The words of the launcher's command after the program {@code java} and the flags file.
   *
   * @param at what stands for the image's root: empty in the image itself
   * @param cache the option that names the ahead-of-time cache; empty without one
   */
  public List<String> arguments(String at, List<String> cache) {
    List<String> words = new ArrayList<>(cache);
    words.addAll(program.options());
    words.add("-cp");
    words.add(
        allJars().stream()
            .map(jar -> at + APP + "/lib/" + jar.getFileName())
            .collect(Collectors.joining(":")));
    words.addAll(program.main());
    return words;
  }

  /** The command that runs the program where it is laid out, with the runtime of {@code home}. */
  public List<String> commandHere(Path home, List<String> cache) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.add("-XX:Flags=" + root.resolve("app/jvm.flags"));
    command.addAll(
        arguments(root.toString(), cache).stream()
            .map(word -> word.startsWith("-Djava.io.tmpdir=") ? "-Dignored=1" : word)
            .toList());
    return command;
  }

  /** The command that runs the program in its image. */
  static String[] entrypoint() {
    return new String[] {
      JavaRuntime.HOME + "/bin/java", "-XX:Flags=" + APP + "/jvm.flags", "@" + APP + "/java.args"
    };
  }
}
