package dev.videojob.worker.encode;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.ffmpeg.FfmpegFailures;
import dev.videojob.worker.ffmpeg.FfmpegLog;
import dev.videojob.worker.ffmpeg.FfmpegRunner;
import dev.videojob.worker.plan.EncodeArguments;
import dev.videojob.worker.plan.EncodingPlan;
import dev.videojob.worker.plan.OutputLayout;
import dev.videojob.worker.plan.PlannedOutput;
import dev.videojob.worker.probe.MediaInfo;
import dev.videojob.worker.probe.MediaInfo.VideoTrack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the one ffmpeg that makes every output, and judges from what it met whether the source was
 * whole.
 */
public final class Encoder {
  private static final Logger LOG = LoggerFactory.getLogger(Encoder.class);
  private static final String TIMELINE = "timeline.txt";

  private final FfmpegRunner runner;
  private final Duration stall;

  public Encoder(FfmpegRunner runner, Duration stall) {
    this.runner = runner;
    this.stall = stall;
  }

  /**
   * Encodes.
   *
   * @param plan what to make
   * @param media what the source is
   * @param source the source; the folder {@code outputs} lies beside it
   * @param outputs takes the outputs
   * @param maxPixels most pixels of a frame that is decoded
   * @param position takes the seconds of the source that were read
   * @return the frames of the source, as they were decoded; none when no rung is made
   * @throws WorkerFailure when it fails or the source turns out not to be whole
   */
  public Timeline encode(
      EncodingPlan plan,
      MediaInfo media,
      Path source,
      Path outputs,
      int maxPixels,
      DoubleConsumer position) {
    Path folder = outputs.toAbsolutePath().resolveSibling("");
    makeFolders(plan, outputs);
    FfmpegRunner.Result result =
        runner.ffmpeg(
            EncodeArguments.of(
                plan,
                source.getFileName().toString(),
                outputs.getFileName().toString(),
                TIMELINE,
                maxPixels),
            folder,
            stall,
            new EncodeProgress(position));
    result.log().lines().forEach(line -> LOG.info("ffmpeg: {}", line));
    // The HLS muxer succeeds on a full disk.
    if (!result.succeeded() || result.log().contains("No space left on device")) {
      throw FfmpegFailures.of(result, "encoded");
    }
    Timeline timeline = read(folder.resolve(TIMELINE));
    checkWhole(plan, media, timeline, result.log());
    return timeline;
  }

  private static void checkWhole(
      EncodingPlan plan, MediaInfo media, Timeline timeline, FfmpegLog log) {
    if (log.damages() > 0) {
      throw new WorkerFailure(
          ExitCode.INVALID_INPUT,
          "The file is damaged: %d faults were met while it was decoded (%s)."
              .formatted(log.damages(), log.firstDamage()));
    }
    VideoTrack video = media.video();
    if (log.cutOff() && video != null) {
      throw endsEarly(timeline.frames(), video.packets());
    }
    // A transport stream promises no duration, and may begin between two key frames.
    boolean promises = !media.format().startsWith("mpeg");
    if (plan.rungs().isEmpty() || video == null) {
      return;
    }
    double frame = timeline.frameSeconds(video.frameSeconds());
    double missing = video.durationSeconds() - timeline.spanSeconds() - frame;
    boolean framesMissing = timeline.frames() < video.packets() * 0.9 && !video.interlaced();
    if (timeline.frames() == 0 || (promises && missing > Math.max(1, 3 * frame) && framesMissing)) {
      throw endsEarly(timeline.frames(), video.packets());
    }
  }

  private static WorkerFailure endsEarly(long read, long promised) {
    return new WorkerFailure(
        ExitCode.INVALID_INPUT,
        "The file ends before its time: %d of %d frames could be decoded."
            .formatted(read, promised));
  }

  private static void makeFolders(EncodingPlan plan, Path outputs) {
    try {
      Files.createDirectories(outputs);
      for (PlannedOutput output : PlannedOutput.of(plan)) {
        switch (output) {
          case PlannedOutput.HlsRendition hls ->
              Files.createDirectories(outputs.resolve(hls.name()));
          case PlannedOutput.ThumbnailSeries _ ->
              Files.createDirectories(outputs.resolve(OutputLayout.THUMBNAILS));
          case PlannedOutput.Mp4File _, PlannedOutput.PosterFile _ -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folders for outputs could not be made", e);
    }
  }

  private static Timeline read(Path file) {
    try {
      return Timeline.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The times of the frames could not be read", e);
    }
  }
}
