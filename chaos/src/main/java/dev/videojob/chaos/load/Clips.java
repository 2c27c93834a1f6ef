package dev.videojob.chaos.load;

import dev.videojob.images.ExternalCommand;
import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The files of each content, made once by the real ffmpeg. */
public final class Clips {
  private final Map<Content, Path> files = new EnumMap<>(Content.class);

  private Clips() {}

  /** Makes all files in temporary ones, which go when this program ends. */
  public static Clips make() throws IOException {
    var clips = new Clips();
    var whole = encode("320x240", 2);
    clips.files.put(Content.SHORT, whole);
    clips.files.put(Content.LONG, encode("640x360", 40));
    var bytes = Files.readAllBytes(whole);
    clips.files.put(Content.CUT_OFF, write(Arrays.copyOf(bytes, bytes.length * 60 / 100)));
    clips.files.put(
        Content.TEXT, write("Not a video at all.\n".repeat(100).getBytes(StandardCharsets.UTF_8)));
    return clips;
  }

  /** The file of a content. */
  public Path file(Content content) {
    return Objects.requireNonNull(files.get(content));
  }

  private static Path encode(String size, int seconds) throws IOException {
    var file = write(new byte[0]);
    var programs = FfmpegPrograms.locate(System.getenv());
    var command =
        ExternalCommand.of(
            List.of(
                programs.ffmpeg().toString(),
                "-nostdin",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=%s:rate=25:duration=%d".formatted(size, seconds),
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:duration=" + seconds,
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
                file.toString()));
    for (var variable : programs.environment().entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    command.output();
    return file;
  }

  private static Path write(byte[] content) throws IOException {
    var file = Files.createTempFile("videojob-chaos-", ".mp4");
    file.toFile().deleteOnExit();
    return Files.write(file, content);
  }
}
