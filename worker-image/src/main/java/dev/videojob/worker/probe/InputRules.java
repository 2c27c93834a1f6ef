package dev.videojob.worker.probe;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.InputLimits;
import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.probe.MediaInfo.AudioTrack;
import dev.videojob.worker.probe.MediaInfo.VideoTrack;

/** Refuses sources that a profile cannot be made from; pure. */
public final class InputRules {
  /** AVI counts a frame or two more than it holds. */
  private static final double LEAST_READ = 0.9;

  private InputRules() {}

  /**
   * Returns when {@code profile} can be made from {@code media}.
   *
   * @throws WorkerFailure with exit code 10, 11 or 12 and a sentence for the user
   */
  public static void check(MediaInfo media, TranscodeProfileSpec profile) {
    checkWhole(media);
    checkLimits(media, profile.limits());
    checkTracks(media, profile);
  }

  private static void checkTracks(MediaInfo media, TranscodeProfileSpec profile) {
    boolean needsPicture =
        profile.video() != null || profile.poster() != null || profile.thumbnails() != null;
    if (needsPicture && media.video() == null) {
      String holds = media.audio() == null ? "neither picture nor sound" : "sound only";
      throw new WorkerFailure(
          ExitCode.UNSUPPORTED_INPUT,
          "The file has no picture: it holds " + holds + ", and the profile makes pictures.");
    }
    if (!needsPicture && media.audio() == null) {
      throw new WorkerFailure(
          ExitCode.UNSUPPORTED_INPUT, "The file has no sound, and the profile makes nothing else.");
    }
  }

  /**
   * An MP4 may promise more than it plays, when it was trimmed by an edit list; there only the
   * reader that runs into the end of the file is proof.
   */
  private static void checkWhole(MediaInfo media) {
    VideoTrack video = media.video();
    AudioTrack audio = media.audio();
    boolean edits = media.format().contains("mp4");
    if (video != null && isShort(video.packets(), video.promisedFrames(), edits, media.cutOff())) {
      throw endsEarly("%d of %d frames".formatted(video.packets(), video.promisedFrames()));
    }
    if (!media.cutOff()) {
      return;
    }
    if (video == null && audio != null && audio.packets() < audio.promisedFrames()) {
      throw endsEarly(
          "%d of %d pieces of its sound".formatted(audio.packets(), audio.promisedFrames()));
    }
    throw new WorkerFailure(
        ExitCode.INVALID_INPUT, "The file ends before its time: it was cut off in the middle.");
  }

  private static boolean isShort(long read, long promised, boolean edits, boolean cutOff) {
    return cutOff ? read < promised : !edits && read < promised * LEAST_READ;
  }

  private static WorkerFailure endsEarly(String part) {
    return new WorkerFailure(
        ExitCode.INVALID_INPUT,
        "The file ends before its time: " + part + " could be read. It was cut off.");
  }

  private static void checkLimits(MediaInfo media, InputLimits limits) {
    if (media.streams() > limits.maxStreams()) {
      throw tooMuch(media.streams() + " streams", limits.maxStreams().toString());
    }
    if (media.durationSeconds() > limits.maxDurationSeconds()) {
      throw tooMuch(
          Math.round(media.durationSeconds()) + " seconds", limits.maxDurationSeconds().toString());
    }
    VideoTrack video = media.video();
    if (video == null) {
      return;
    }
    if ((long) video.width() * video.height() > limits.maxPixels()) {
      throw tooMuch(
          "frames of %d x %d pixels".formatted(video.width(), video.height()),
          limits.maxPixels() + " pixels");
    }
    if (video.frameRate() > limits.maxFrameRate()) {
      throw tooMuch(
          Math.round(video.frameRate()) + " frames per second", limits.maxFrameRate().toString());
    }
    if (video.width() == 0 || video.height() == 0) {
      throw new WorkerFailure(
          ExitCode.UNSUPPORTED_INPUT,
          "The picture of the file cannot be read: its size is not known (codec "
              + video.codec()
              + ").");
    }
  }

  private static WorkerFailure tooMuch(String has, String limit) {
    return new WorkerFailure(
        ExitCode.LIMIT_EXCEEDED,
        "The file has " + has + "; the profile accepts at most " + limit + ".");
  }
}
