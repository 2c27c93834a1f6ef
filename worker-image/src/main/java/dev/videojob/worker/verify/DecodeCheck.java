package dev.videojob.worker.verify;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.encode.EncodeProgress;
import dev.videojob.worker.encode.Timeline;
import dev.videojob.worker.ffmpeg.FfmpegFailures;
import dev.videojob.worker.ffmpeg.FfmpegRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Decodes every rendition to its end, all in one process, and stops at the first fault. The
 * deblocking filter is left out: it takes a quarter of the work and finds no faults, for the syntax
 * of H.264 does not depend on the pixels that it smooths.
 */
final class DecodeCheck {
  private final FfmpegRunner runner;
  private final Duration stall;
  private final int threads;

  DecodeCheck(FfmpegRunner runner, Duration stall, int threads) {
    this.runner = runner;
    this.stall = stall;
    this.threads = threads;
  }

  /**
   * One file or playlist to decode.
   *
   * @param file relative to the folder of outputs
   * @param picture whether it holds a picture
   * @param sound whether it holds sound
   */
  record Subject(String file, boolean picture, boolean sound) {}

  /**
   * What was decoded.
   *
   * @param pictures frames of each file that holds a picture
   * @param soundSamples samples, per channel, of each file that holds sound
   */
  record Decoded(Map<String, Timeline> pictures, Map<String, Long> soundSamples) {}

  /** Decodes all {@code subjects} in {@code folder}. */
  Decoded decode(List<Subject> subjects, Path folder, DoubleConsumer position) {
    FfmpegRunner.Result result =
        runner.ffmpeg(arguments(subjects), folder, stall, new EncodeProgress(position));
    if (!result.succeeded()) {
      throw failed(result);
    }
    if (result.log().damages() > 0 || result.log().cutOff()) {
      throw new WorkerFailure(
          ExitCode.VERIFICATION_FAILED,
          "A rendition has faults: " + result.log().firstDamage() + ".");
    }
    return read(subjects, folder);
  }

  private static WorkerFailure failed(FfmpegRunner.Result result) {
    WorkerFailure failure = FfmpegFailures.of(result, "verified");
    return switch (failure.exitCode()) {
      case SCRATCH_FULL -> failure;
      default ->
          result.stalled()
              ? failure
              : new WorkerFailure(
                  ExitCode.VERIFICATION_FAILED,
                  "A rendition cannot be decoded: "
                      + result.log().lastWords().orElse("ffmpeg did not say why")
                      + ".");
    };
  }

  private List<String> arguments(List<Subject> subjects) {
    int threadsEach = Math.max(1, threads / subjects.size());
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-nostdin", "-hide_banner", "-loglevel", "repeat+level+warning"));
    arguments.addAll(List.of("-y", "-progress", "pipe:1", "-stats_period", "0.5", "-xerror"));
    for (Subject subject : subjects) {
      arguments.addAll(List.of("-protocol_whitelist", "file"));
      arguments.addAll(List.of("-threads", Integer.toString(threadsEach)));
      if (subject.picture()) {
        arguments.addAll(List.of("-skip_loop_filter", "all"));
      }
      arguments.addAll(List.of("-i", subject.file()));
    }
    addOutput(arguments, subjects);
    arguments.addAll(List.of("-map", "0:0", "-c", "copy", "-f", "framecrc"));
    arguments.addAll(List.of("-flush_packets", "1", "pipe:1"));
    return arguments;
  }

  private static void addOutput(List<String> arguments, List<Subject> subjects) {
    for (int i = 0; i < subjects.size(); i++) {
      if (subjects.get(i).picture()) {
        arguments.addAll(List.of("-map", i + ":v:0"));
      }
      if (subjects.get(i).sound()) {
        arguments.addAll(List.of("-map", i + ":a:0"));
      }
    }
    arguments.addAll(List.of("-fps_mode", "passthrough"));
    int pictures = 0;
    int sounds = 0;
    for (int i = 0; i < subjects.size(); i++) {
      if (subjects.get(i).picture()) {
        String stream = ":v:" + pictures++;
        arguments.addAll(List.of("-stats_enc_pre" + stream, pictureFile(i)));
        arguments.addAll(List.of("-stats_enc_pre_fmt" + stream, "{t}"));
      }
      if (subjects.get(i).sound()) {
        String stream = ":a:" + sounds++;
        arguments.addAll(List.of("-stats_enc_pre" + stream, soundFile(i)));
        arguments.addAll(List.of("-stats_enc_pre_fmt" + stream, "{samp}"));
      }
    }
    arguments.addAll(List.of("-f", "null", "-"));
  }

  private static Decoded read(List<Subject> subjects, Path folder) {
    Map<String, Timeline> pictures = new HashMap<>();
    Map<String, Long> sounds = new HashMap<>();
    try {
      for (int i = 0; i < subjects.size(); i++) {
        Subject subject = subjects.get(i);
        if (subject.picture()) {
          pictures.put(subject.file(), Timeline.read(folder.resolve(pictureFile(i))));
          Files.deleteIfExists(folder.resolve(pictureFile(i)));
        }
        if (subject.sound()) {
          sounds.put(subject.file(), samples(folder.resolve(soundFile(i))));
          Files.deleteIfExists(folder.resolve(soundFile(i)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("What was decoded could not be counted", e);
    }
    return new Decoded(pictures, sounds);
  }

  private static long samples(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var lines = Files.lines(file)) {
      return lines.mapToLong(Long::parseLong).sum();
    }
  }

  private static String pictureFile(int index) {
    return ".frames-" + index + ".txt";
  }

  private static String soundFile(int index) {
    return ".samples-" + index + ".txt";
  }
}
