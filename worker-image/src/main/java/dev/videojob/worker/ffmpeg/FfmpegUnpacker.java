package dev.videojob.worker.ffmpeg;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Unpacks the ffmpeg of the class path into a cache folder, once for each build of it. */
final class FfmpegUnpacker {
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64-gpl", "linux-arm64-gpl", "macosx-arm64-gpl", "macosx-x86_64-gpl");

  private final Path cache;

  FfmpegUnpacker(Path cache) {
    this.cache = cache;
  }

  /**
   * The folder of the unpacked programs. It appears under its name only when it is complete, so
   * that two workers that unpack at once do not see each other's halves.
   */
  Path unpack() {
    String platform = platform();
    URL program = FfmpegUnpacker.class.getClassLoader().getResource(inside(platform) + "ffmpeg");
    if (program == null) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION,
          "No ffmpeg for "
              + platform
              + " is on the class path; build the worker with"
              + " -Dffmpeg.platform="
              + platform
              + " or set VIDEOJOB_FFMPEG_DIR.");
    }
    try {
      JarURLConnection connection = (JarURLConnection) program.openConnection();
      connection.setUseCaches(false);
      try (JarFile jar = connection.getJarFile()) {
        return unpack(jar, platform);
      }
    } catch (IOException e) {
      throw new WorkerFailure(
          ExitCode.IO_ERROR, "ffmpeg could not be unpacked into " + cache + ": " + e, e);
    }
  }

  private Path unpack(JarFile jar, String platform) throws IOException {
    String version = Path.of(jar.getName()).getFileName().toString().replaceFirst("\\.jar$", "");
    Path target = cache.resolve(version);
    if (Files.isExecutable(target.resolve("ffmpeg"))) {
      return target;
    }
    Files.createDirectories(cache);
    Path aside = Files.createTempDirectory(cache, version + ".");
    try {
      unpackInto(aside, jar, platform);
      moveIntoPlace(aside, target);
    } finally {
      delete(aside);
    }
    return target;
  }

  /** Puts all that the programs need into an existing folder. */
  static void unpackInto(Path folder, JarFile jar, String platform) throws IOException {
    String inside = inside(platform);
    for (JarEntry entry : programsAndLibraries(jar, inside)) {
      copy(jar, entry, folder.resolve(entry.getName().substring(inside.length())));
    }
    StubLibrary.addMissing(folder, platform);
  }

  private static String inside(String platform) {
    return "org/bytedeco/ffmpeg/" + platform + "/";
  }

  private static List<JarEntry> programsAndLibraries(JarFile jar, String inside) {
    return jar.stream()
        .filter(entry -> entry.getName().startsWith(inside) && !entry.isDirectory())
        .filter(entry -> !entry.getName().contains("/libjni"))
        .filter(entry -> entry.getName().indexOf('/', inside.length()) < 0)
        .toList();
  }

  private static void copy(JarFile jar, JarEntry entry, Path file) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      Files.copy(content, file);
    }
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException(file + " could not be made executable");
    }
  }

  private static void moveIntoPlace(Path aside, Path target) throws IOException {
    if (!aside.toFile().setReadable(true, false) || !aside.toFile().setExecutable(true, false)) {
      throw new IOException(aside + " could not be made readable");
    }
    try {
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      if (!Files.isExecutable(target.resolve("ffmpeg"))) {
        throw e;
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name", "").startsWith("Mac") ? "macosx" : "linux";
    String machine = System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x86_64";
    String platform = system + "-" + machine + "-gpl";
    if (!PLATFORMS.contains(platform)) {
      throw new WorkerFailure(
          ExitCode.BAD_CONFIGURATION, "There is no ffmpeg for the platform " + platform + ".");
    }
    return platform;
  }
}
