package dev.videojob.local.command;

import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

/** A clip for a demo without files: a test pattern that moves, with a timer in it, and a tone. */
final class DemoClip {
  private static final int SECONDS = 10;

  private DemoClip() {}

  /** Makes the clip in a temporary file, which is the caller's to remove. */
  static Path make() {
    try {
      return encode();
    } catch (IOException e) {
      throw new UncheckedIOException("the demo clip could not be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the demo clip was not finished");
    }
  }

  private static Path encode() throws IOException, InterruptedException {
    var programs = FfmpegPrograms.locate(System.getenv());
    var folder = Files.createTempDirectory("videojob-demo-");
    var clip = folder.resolve("demo-clip.mp4");
    // What is registered last goes first, and a folder must be empty to go.
    folder.toFile().deleteOnExit();
    clip.toFile().deleteOnExit();
    var ffmpeg =
        new ProcessBuilder(arguments(programs.ffmpeg(), clip))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    ffmpeg.environment().putAll(programs.environment());
    var code = ffmpeg.start().waitFor();
    if (code != 0) {
      throw new IOException("ffmpeg ended with exit code " + code);
    }
    return clip;
  }

  private static List<String> arguments(Path ffmpeg, Path clip) {
    return List.of(
        ffmpeg.toString(),
        "-nostdin",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=1280x720:rate=30:duration=" + SECONDS,
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440:beep_factor=4:duration=" + SECONDS,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-movflags",
        "+faststart",
        clip.toString());
  }
}
