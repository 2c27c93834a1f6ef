package dev.videojob.worker.plan;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Packaging;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Preset;
import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.plan.EncodingPlan.Picture;
import dev.videojob.worker.plan.EncodingPlan.Poster;
import dev.videojob.worker.plan.EncodingPlan.Rung;
import dev.videojob.worker.plan.EncodingPlan.Sound;
import dev.videojob.worker.plan.EncodingPlan.Thumbnails;
import dev.videojob.worker.probe.MediaInfo;
import dev.videojob.worker.probe.MediaInfo.AudioTrack;
import dev.videojob.worker.probe.MediaInfo.VideoTrack;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what is made of a source; pure. */
public final class EncodingPlanner {
  private static final Set<String> RESERVED = Set.of(OutputLayout.AUDIO, OutputLayout.THUMBNAILS);
  private static final int MAX_SAMPLE_RATE = 48_000;
  private static final int MIN_SAMPLE_RATE = 8_000;

  private EncodingPlanner() {}

  /**
   * The plan for {@code profile} and {@code media}, which {@link
   * dev.videojob.worker.probe.InputRules} has accepted.
   *
   * @param threads threads that ffmpeg may use, at least 1
   * @throws WorkerFailure with exit code 14 when the profile contradicts itself
   */
  public static EncodingPlan plan(TranscodeProfileSpec profile, MediaInfo media, int threads) {
    checkNames(profile);
    Picture picture = picture(profile, media.video(), media.durationSeconds());
    return new EncodingPlan(
        picture,
        rungs(profile.video(), picture),
        sound(profile.audio(), media.audio()),
        profile.packaging().isEmpty() || profile.packaging().contains(Packaging.HLS),
        profile.packaging().contains(Packaging.MP4),
        poster(profile.poster(), picture),
        thumbnails(profile.thumbnails(), picture),
        Math.max(1, threads));
  }

  private static void checkNames(TranscodeProfileSpec profile) {
    TranscodeProfileSpec.Video video = profile.video();
    if (video == null) {
      return;
    }
    Set<String> names = new HashSet<>(RESERVED);
    for (TranscodeProfileSpec.Rung rung : video.rungs()) {
      if (!names.add(rung.name())) {
        throw new WorkerFailure(
            ExitCode.BAD_CONFIGURATION,
            "The profile has a rung named "
                + rung.name()
                + " twice, or the name is reserved;"
                + " give every rung a name of its own, none of them "
                + RESERVED
                + ".");
      }
    }
  }

  private static @Nullable Picture picture(
      TranscodeProfileSpec profile, @Nullable VideoTrack track, double duration) {
    TranscodeProfileSpec.Video video = profile.video();
    if (track == null
        || (video == null && profile.poster() == null && profile.thumbnails() == null)) {
      return null;
    }
    FrameSize shown = shown(track);
    FrameSize upright = new FrameSize(track.width(), track.height());
    FrameSize coded = track.rotation() % 180 == 0 ? upright : upright.turned();
    return new Picture(
        track.index(),
        shown,
        !coded.equals(shown.even()) || track.fullRange(),
        track.frameRate(),
        track.durationSeconds() > 0 ? track.durationSeconds() : duration,
        track.interlaced(),
        track.range(),
        video == null ? Preset.VERYFAST : video.preset(),
        video == null ? 4 : video.segmentSeconds());
  }

  /** The size as shown: pixels made square first, then turned. */
  static FrameSize shown(VideoTrack track) {
    double aspect = track.pixelAspect();
    int width = aspect < 1 ? (int) Math.round(track.width() * aspect) : track.width();
    int height = aspect > 1 ? (int) Math.round(track.height() / aspect) : track.height();
    FrameSize square = new FrameSize(Math.max(1, width), Math.max(1, height));
    return track.rotation() % 180 == 0 ? square : square.turned();
  }

  private static List<Rung> rungs(
      TranscodeProfileSpec.@Nullable Video video, @Nullable Picture picture) {
    if (video == null || picture == null) {
      return List.of();
    }
    FrameSize shown = picture.shown();
    List<Rung> fitting =
        video.rungs().stream()
            .filter(rung -> rung.shortSide() <= shown.shortSide())
            .sorted(Comparator.comparing(TranscodeProfileSpec.Rung::shortSide).reversed())
            .map(rung -> rung(rung.name(), shown.within(rung.shortSide()), rung))
            .toList();
    if (!fitting.isEmpty()) {
      return fitting;
    }
    FrameSize own = shown.even();
    return video.rungs().stream()
        .min(Comparator.comparing(TranscodeProfileSpec.Rung::shortSide))
        .map(rung -> List.of(rung(own.shortSide() + "p", own, rung)))
        .orElseThrow(
            () ->
                new WorkerFailure(
                    ExitCode.BAD_CONFIGURATION,
                    "The profile's video.rungs is empty; name at least one size."));
  }

  private static Rung rung(String name, FrameSize size, TranscodeProfileSpec.Rung rung) {
    return new Rung(name, size, rung.crf(), rung.maxBitrateKbps());
  }

  private static @Nullable Sound sound(
      TranscodeProfileSpec.@Nullable Audio audio, @Nullable AudioTrack track) {
    if (audio == null || track == null) {
      return null;
    }
    int rate = track.sampleRate() < MIN_SAMPLE_RATE ? MAX_SAMPLE_RATE : track.sampleRate();
    return new Sound(
        track.index(),
        audio.bitrateKbps(),
        Math.max(1, Math.min(track.channels(), audio.maxChannels())),
        Math.min(rate, MAX_SAMPLE_RATE));
  }

  private static @Nullable Poster poster(
      TranscodeProfileSpec.@Nullable Poster poster, @Nullable Picture picture) {
    if (poster == null || picture == null) {
      return null;
    }
    double frame = picture.frameRate() > 0 ? 1 / picture.frameRate() : 0.04;
    double last = Math.max(0, picture.durationSeconds() - 2 * frame);
    double wanted = picture.durationSeconds() * poster.atPercent() / 100;
    return new Poster(Math.min(wanted, last), picture.shown().within(poster.shortSide()));
  }

  private static @Nullable Thumbnails thumbnails(
      TranscodeProfileSpec.@Nullable Thumbnails thumbnails, @Nullable Picture picture) {
    if (thumbnails == null || picture == null) {
      return null;
    }
    int fewest = (int) Math.ceil(picture.durationSeconds() / thumbnails.maxCount());
    return new Thumbnails(
        Math.max(thumbnails.intervalSeconds(), fewest),
        picture.shown().within(thumbnails.shortSide()));
  }
}
