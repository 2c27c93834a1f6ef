package dev.videojob.worker.testing;

import dev.videojob.worker.ffmpeg.FfmpegPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes small media with ffmpeg, and asks ffprobe about media. */
public final class Media {
  private static final FfmpegPrograms PROGRAMS = FfmpegPrograms.locate(System.getenv());

  private final Path folder;

  public Media(Path folder) {
    this.folder = folder;
  }

  /** The programs that tests use. */
  public static FfmpegPrograms programs() {
    return PROGRAMS;
  }

  /** 3 s of moving picture and a tone, its index in front. */
  public Path base() {
    return base("base.mp4", "320x240", "30");
  }

  /** The same in another size and frame rate. */
  public Path base(String name, String size, String rate) {
    return make(
        name,
        "-f lavfi -i testsrc2=size="
            + size
            + ":rate="
            + rate
            + ":duration=3"
            + " -f lavfi -i sine=frequency=440:duration=3:sample_rate=48000"
            + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart");
  }

  /** A file that ffmpeg makes with these arguments, split at spaces. */
  public Path make(String name, String arguments) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      List<String> command = new ArrayList<>(List.of("-v", "error", "-y"));
      command.addAll(Arrays.asList(arguments.split(" ")));
      command.add(file.toString());
      run(PROGRAMS.ffmpeg(), command);
    }
    return file;
  }

  /** A file with this content. */
  public Path write(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first {@code percent} of a file. */
  public Path truncated(Path file, int percent) {
    byte[] content = bytes(file);
    return write(
        "truncated-" + percent + "-" + file.getFileName(),
        Arrays.copyOf(content, content.length * percent / 100));
  }

  /** A file with bytes changed in its second half. */
  public Path corrupted(Path file) {
    byte[] content = bytes(file);
    for (int i = content.length / 2; i < content.length - 2000; i += 997) {
      content[i] ^= 0x5a;
    }
    return write("corrupted-" + file.getFileName(), content);
  }

  /** What ffprobe prints for {@code entries} of {@code file}, one line each, values only. */
  public static List<String> probe(Path file, String entries, String... options) {
    List<String> command = new ArrayList<>(List.of("-v", "error"));
    command.addAll(List.of(options));
    command.addAll(List.of("-show_entries", entries, "-of", "csv=p=0", file.toString()));
    return run(PROGRAMS.ffprobe(), command)
        .lines()
        .map(line -> line.replaceFirst(",+$", ""))
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(Path program, List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.command().addAll(arguments);
    builder.environment().putAll(PROGRAMS.environment());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(program + " " + arguments + " ended with " + code);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
