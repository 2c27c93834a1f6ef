package dev.videojob.local.journey;

import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Small videos, good and bad, made by the real ffmpeg once for all tests of this JVM. */
public final class MadeVideos {
  private static final FfmpegPrograms PROGRAMS = FfmpegPrograms.locate(System.getenv());
  private static final Path FOLDER = folder();
  private static final String LOADER_NOTICE = "no version information available";
  private static final String SOUND = " -f lavfi -i sine=frequency=440:duration=%s";
  private static final String CODECS =
      " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -c:a aac -movflags +faststart";

  private MadeVideos() {}

  private static Path folder() {
    try {
      var folder = Files.createTempDirectory("videojob-journey-");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two seconds of picture and sound, 320x240, 25 frames a second. */
  public static Path small() {
    return withSound("small.mp4", "320x240", "2");
  }

  /** Picture and sound, large enough for two rungs of the ladder and long enough for segments. */
  public static Path ladder() {
    return withSound("ladder.mp4", "1280x720", "5.2");
  }

  /** A video that keeps a worker busy for some seconds. */
  public static Path slow() {
    return withSound("slow.mp4", "1280x720", "40");
  }

  /** A video that keeps a worker busy for a minute or more. */
  public static Path minutes() {
    return withSound("minutes.mp4", "1280x720", "90");
  }

  /** A video of more than five megabytes, so that it can be uploaded in parts. */
  public static Path heavy() {
    return make(
        "heavy.mp4",
        "-f lavfi -i testsrc2=size=640x360:rate=25:duration=2,noise=alls=100:allf=t"
            + SOUND.formatted("2")
            + CODECS
            + " -crf 1");
  }

  /** Picture without sound. */
  public static Path silent() {
    return make(
        "silent.mp4", "-f lavfi -i testsrc2=size=320x240:rate=25:duration=2" + CODECS + " -an");
  }

  /** Sound without picture. */
  public static Path soundOnly() {
    return make(
        "sound.m4a", "-f lavfi -i sine=frequency=440:duration=2 -c:a aac -movflags +faststart");
  }

  /** A file with an index at its front, cut at 60 percent. */
  public static Path cutOff() {
    try {
      var whole = Files.readAllBytes(small());
      return write("cut-off.mp4", Arrays.copyOf(whole, whole.length * 60 / 100));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path empty() {
    return write("empty.mp4", new byte[0]);
  }

  /** Not a video at all. */
  public static Path text() {
    var lines = "Dear diary, today I named a text file after a video.\n".repeat(50);
    return write("text.mp4", lines.getBytes(StandardCharsets.UTF_8));
  }

  private static Path withSound(String name, String size, String seconds) {
    return make(
        name,
        "-f lavfi -i testsrc2=size="
            + size
            + ":rate=25:duration="
            + seconds
            + SOUND.formatted(seconds)
            + CODECS);
  }

  private static synchronized Path make(String name, String arguments) {
    var file = FOLDER.resolve(name);
    if (!Files.exists(file)) {
      var command = new ArrayList<>(List.of(PROGRAMS.ffmpeg().toString(), "-nostdin", "-v"));
      command.add("error");
      command.addAll(List.of(arguments.split(" ", -1)));
      command.add(file.toString());
      run(command);
      file.toFile().deleteOnExit();
    }
    return file;
  }

  private static Path write(String name, byte[] content) {
    try {
      var file = Files.write(FOLDER.resolve(name), content);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs ffmpeg or ffprobe and returns what it prints. */
  public static String run(List<String> command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(PROGRAMS.environment());
    try {
      var process = builder.start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
      return output
          .lines()
          .filter(line -> !line.contains(LOADER_NOTICE))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static FfmpegPrograms programs() {
    return PROGRAMS;
  }
}
