package dev.videojob.worker.ffmpeg;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * The programs ffmpeg and ffprobe in one folder, beside the libraries that they load.
 *
 * @param folder absolute path of the folder
 */
public record FfmpegPrograms(Path folder) {
  private static final String OVERRIDE = "VIDEOJOB_FFMPEG_DIR";
  private static final String CACHE = "VIDEOJOB_FFMPEG_CACHE";

  /**
   * Finds the programs: in the folder that {@code VIDEOJOB_FFMPEG_DIR} names, else those of the
   * class path, unpacked once into {@code VIDEOJOB_FFMPEG_CACHE} or the user's cache folder.
   *
   * @throws WorkerFailure when they are not there or cannot be unpacked
   */
  public static FfmpegPrograms locate(Map<String, String> environment) {
    String override = environment.get(OVERRIDE);
    if (override != null && !override.isBlank()) {
      return overridden(Path.of(override).toAbsolutePath());
    }
    return new FfmpegPrograms(new FfmpegUnpacker(cacheFolder(environment)).unpack());
  }

  /**
   * Unpacks the programs of a jar, also those of another platform, with all that they need: what an
   * image's {@code VIDEOJOB_FFMPEG_DIR} names.
   *
   * @param jar the jar of the platform
   * @param platform the jar's classifier, such as linux-x86_64-gpl
   * @param folder where they go; made if it is not there
   * @throws UncheckedIOException when the jar cannot be read or the folder cannot be written
   */
  public static FfmpegPrograms unpack(Path jar, String platform, Path folder) {
    try (JarFile content = new JarFile(jar.toFile())) {
      FfmpegUnpacker.unpackInto(Files.createDirectories(folder), content, platform);
      return new FfmpegPrograms(folder.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException("ffmpeg could not be unpacked from " + jar, e);
    }
  }

  private static FfmpegPrograms overridden(Path folder) {
    for (String program : List.of("ffmpeg", "ffprobe")) {
      if (!Files.isExecutable(folder.resolve(program))) {
        throw new WorkerFailure(
            ExitCode.BAD_CONFIGURATION,
            OVERRIDE
                + " must name a folder that holds the programs ffmpeg and ffprobe; "
                + folder
                + " does not hold "
                + program
                + ".");
      }
    }
    return new FfmpegPrograms(folder);
  }

  private static Path cacheFolder(Map<String, String> environment) {
    String named = environment.get(CACHE);
    if (named != null && !named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    String xdg = environment.get("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(xdg);
    return base.resolve("videojob").toAbsolutePath();
  }

  public Path ffmpeg() {
    return folder.resolve("ffmpeg");
  }

  public Path ffprobe() {
    return folder.resolve("ffprobe");
  }

  /**
   * The whole environment of a child: it finds its libraries and knows nothing else, least of all
   * credentials.
   */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("LD_LIBRARY_PATH", folder.toString());
    environment.put("DYLD_LIBRARY_PATH", folder.toString());
    environment.put("LC_ALL", "C");
    return environment;
  }
}
