package dev.videojob.e2e.cluster.tools;

import dev.videojob.e2e.cluster.machine.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Where the pinned programs are, built when they are not there yet.
 *
 * <p>They are kept in the user's cache folder under their version, so that the second time costs
 * nothing.
 */
public final class Programs {
  private final Path sources;
  private final Path cache;
  private final Progress progress;

  /**
   * Programs of a project.
   *
   * @param sources the folder with a folder for each Go module
   * @param cache where built programs are kept
   */
  public Programs(Path sources, Path cache, Progress progress) {
    this.sources = sources;
    this.cache = cache;
    this.progress = progress;
  }

  /** The programs that this project's {@code e2e/tools} pins, in the user's cache folder. */
  public static Programs ofProject(Progress progress) {
    return new Programs(projectRoot().resolve("e2e/tools"), userCache().resolve("tools"), progress);
  }

  /** The project's folder: the system property {@code videojob.root}, which the launcher sets. */
  public static Path projectRoot() {
    return Path.of(System.getProperty("videojob.root", "")).toAbsolutePath().normalize();
  }

  /** {@code $XDG_CACHE_HOME/videojob}, or {@code ~/.cache/videojob} where that is not set. */
  public static Path userCache() {
    var cacheHome = Objects.requireNonNullElse(System.getenv("XDG_CACHE_HOME"), "");
    return (cacheHome.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cacheHome))
        .resolve("videojob");
  }

  /**
   * The file of a program; builds it first when it is not there.
   *
   * @throws IllegalStateException if Go is missing or the build fails, with what to do
   */
  public Path path(Program program) {
    var module = module(program);
    var folder = cache.resolve(module.key());
    var file = folder.resolve(program.fileName());
    if (!Files.isExecutable(file)) {
      build(module, folder);
    }
    return file;
  }

  /**
   * The version of a program, as its module has it; {@code own-DIGEST} for what has its source
   * here.
   */
  public String version(Program program) {
    var module = module(program);
    return module.isOwn() ? module.version() + "-" + module.hash() : module.version();
  }

  private ToolModule module(Program program) {
    return ToolModule.read(sources.resolve(program.module()));
  }

  /** One at a time, and whole or not at all: others may look for the same program. */
  private void build(ToolModule module, Path folder) {
    try {
      Files.createDirectories(cache);
      try (var channel =
              FileChannel.open(
                  cache.resolve(module.name() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        if (!Files.isDirectory(folder)) {
          var aside = Files.createTempDirectory(cache, module.name() + ".building");
          new GoBuild(module, progress).into(aside, fileNames(module));
          Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
          progress.say("built " + module.name() + " " + module.version() + " into " + folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build " + module.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building " + module.name(), e);
    }
  }

  private static List<String> fileNames(ToolModule module) {
    return Arrays.stream(Program.values())
        .filter(program -> program.module().equals(module.name()))
        .map(Program::fileName)
        .toList();
  }
}
