package dev.videojob.worker.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.ffmpeg.FfmpegFailures;
import dev.videojob.worker.ffmpeg.FfmpegLog;
import dev.videojob.worker.ffmpeg.FfmpegRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks ffprobe what a source is; every packet of it is read, none is decoded. */
public final class MediaProbe {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final FfmpegRunner runner;
  private final ObjectMapper json;

  public MediaProbe(FfmpegRunner runner, ObjectMapper json) {
    this.runner = runner;
    this.json = json;
  }

  /**
   * What the file is.
   *
   * @param file the source
   * @param sizeBytes its size
   * @param maxPixels most pixels that a frame may have
   * @throws WorkerFailure when it cannot be read as media
   */
  public MediaInfo probe(Path file, long sizeBytes, int maxPixels) {
    if (sizeBytes == 0) {
      throw new WorkerFailure(ExitCode.INVALID_INPUT, "The file is empty: it has zero bytes.");
    }
    Path folder = file.toAbsolutePath().getParent();
    StringBuilder output = new StringBuilder();
    FfmpegRunner.Result result =
        runner.ffprobe(
            arguments(file.getFileName().toString(), maxPixels),
            folder == null ? Path.of("/") : folder,
            LIMIT,
            line -> {
              output.append(line).append('\n');
              return true;
            });
    if (!result.succeeded()) {
      throw unreadable(result, maxPixels);
    }
    return FfprobeJson.read(parse(output.toString()), sizeBytes, result.log().cutOff());
  }

  private static List<String> arguments(String file, int maxPixels) {
    List<String> arguments =
        new ArrayList<>(List.of("-hide_banner", "-loglevel", "repeat+level+error"));
    arguments.addAll(InputPolicy.options(maxPixels));
    arguments.addAll(
        List.of("-count_packets", "-show_format", "-show_streams", "-of", "json", "-i", file));
    return arguments;
  }

  private JsonNode parse(String output) {
    try {
      return json.readTree(output);
    } catch (JsonProcessingException e) {
      throw new WorkerFailure(ExitCode.IO_ERROR, "The answer of ffprobe is not JSON.", e);
    }
  }

  private static WorkerFailure unreadable(FfmpegRunner.Result result, int maxPixels) {
    FfmpegLog log = result.log();
    if (log.contains("exceeds specified max pixel count")) {
      return new WorkerFailure(
          ExitCode.LIMIT_EXCEEDED,
          "The file has frames of more pixels than the profile accepts, at most %d."
              .formatted(maxPixels));
    }
    if (log.contains("not on whitelist")) {
      return new WorkerFailure(
          ExitCode.INVALID_INPUT,
          "The file is not a video that can be read: it is a picture, a playlist, a script or"
              + " another kind of file that is not accepted.");
    }
    if (log.contains("moov atom not found")) {
      return new WorkerFailure(
          ExitCode.INVALID_INPUT,
          "The file is not a video that can be read: its index is missing, so it was cut off or"
              + " never finished.");
    }
    if (log.contains("Invalid data found")) {
      return new WorkerFailure(
          ExitCode.INVALID_INPUT,
          "The file is not a video that can be read: it has the form of no known container.");
    }
    return FfmpegFailures.of(result, "examined");
  }
}
