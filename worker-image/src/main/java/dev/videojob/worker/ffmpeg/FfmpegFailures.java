package dev.videojob.worker.ffmpeg;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.ffmpeg.FfmpegRunner.Result;

/** Says in the contract's words why ffmpeg did not succeed. Its exit code is AVERROR & 0xFF. */
public final class FfmpegFailures {
  private static final int DECODE_ERROR_RATE = 69;
  private static final int INVALID_DATA = 183;
  private static final int NO_SPACE = 228;
  private static final int INVALID_ARGUMENT = 234;
  private static final int NOT_FOUND = 8;
  private static final int KILLED = 137;

  private FfmpegFailures() {}

  /**
   * The failure that {@code result} is.
   *
   * @param doing what was being done to the source, such as {@code encoded}
   */
  public static WorkerFailure of(Result result, String doing) {
    String words = result.log().lastWords().orElse("it did not say why");
    if (result.stalled()) {
      return new WorkerFailure(
          ExitCode.IO_ERROR,
          "Stalled",
          "ffmpeg made no progress for too long while the source was " + doing + ".",
          null);
    }
    if (result.exitCode() == NO_SPACE || result.log().contains("No space left on device")) {
      return new WorkerFailure(
          ExitCode.SCRATCH_FULL, "The scratch space was full while the source was " + doing + ".");
    }
    return switch (result.exitCode()) {
      case INVALID_DATA, DECODE_ERROR_RATE ->
          new WorkerFailure(
              ExitCode.INVALID_INPUT,
              "The file is damaged and could not be " + doing + ": " + words + ".");
      case INVALID_ARGUMENT, NOT_FOUND ->
          new WorkerFailure(
              ExitCode.UNSUPPORTED_INPUT,
              "The file holds something that could not be " + doing + ": " + words + ".");
      // Our own kills are told before. Where the kernel picks one process of a container (cgroup
      // v1), it is ffmpeg that goes, and the kubelet would see an ordinary exit.
      case KILLED ->
          new WorkerFailure(
              ExitCode.OUT_OF_MEMORY,
              "ffmpeg was killed while the source was " + doing + ": the memory did not do.");
      default ->
          new WorkerFailure(
              ExitCode.IO_ERROR,
              "ffmpeg ended with %d while the source was %s: %s."
                  .formatted(result.exitCode(), doing, words));
    };
  }
}
