package dev.videojob.worker.verify;

import static java.util.Objects.requireNonNull;

import dev.videojob.contract.ExitCode;
import dev.videojob.worker.WorkerFailure;
import dev.videojob.worker.encode.Timeline;
import dev.videojob.worker.ffmpeg.FfmpegRunner;
import dev.videojob.worker.packaging.HlsPackage;
import dev.videojob.worker.packaging.MediaPlaylist;
import dev.videojob.worker.packaging.Mp4Header;
import dev.videojob.worker.plan.EncodingPlan;
import dev.videojob.worker.plan.EncodingPlan.Sound;
import dev.videojob.worker.plan.FrameSize;
import dev.videojob.worker.plan.OutputLayout;
import dev.videojob.worker.plan.PlannedOutput;
import dev.videojob.worker.plan.PlannedOutput.HlsRendition;
import dev.videojob.worker.plan.PlannedOutput.Mp4File;
import dev.videojob.worker.verify.DecodeCheck.Decoded;
import dev.videojob.worker.verify.DecodeCheck.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Proves that what was made is whole and is what the plan says. */
public final class OutputVerifier {
  private static final double AAC_FRAME_SAMPLES = 1024;

  private final DecodeCheck decodeCheck;
  private final EncodingPlan plan;
  private final Timeline source;
  private final Path folder;

  /**
   * @param runner runs ffmpeg
   * @param stall time without progress after which it is given up
   * @param plan what was made
   * @param source frames of the source, as they were decoded
   * @param folder folder of the outputs
   */
  public OutputVerifier(
      FfmpegRunner runner, Duration stall, EncodingPlan plan, Timeline source, Path folder) {
    this.decodeCheck = new DecodeCheck(runner, stall, plan.threads());
    this.plan = plan;
    this.source = source;
    this.folder = folder;
  }

  /**
   * Verifies every output.
   *
   * @param position takes the seconds that were decoded
   * @return the outputs, the master playlist first
   * @throws WorkerFailure with exit code 22 when one is not whole
   */
  public List<VerifiedOutput> verify(DoubleConsumer position) {
    List<PlannedOutput> planned = PlannedOutput.of(plan);
    // Before the decoding: it would wait for the rest of a playlist that was not finished.
    Map<String, MediaPlaylist> playlists = playlists(planned);
    List<Subject> subjects = planned.stream().flatMap(o -> subject(o).stream()).toList();
    Decoded decoded =
        subjects.isEmpty()
            ? new Decoded(Map.of(), Map.of())
            : decodeCheck.decode(subjects, folder, position);
    List<VerifiedOutput> verified = new ArrayList<>();
    for (PlannedOutput output : planned) {
      verified.add(
          switch (output) {
            case HlsRendition hls -> hls(hls, requireNonNull(playlists.get(hls.name())), decoded);
            case Mp4File mp4 -> mp4(mp4, decoded);
            case PlannedOutput.PosterFile poster -> Stills.poster(folder, poster.size());
            case PlannedOutput.ThumbnailSeries series -> Stills.thumbnails(folder, series.size());
          });
    }
    if (plan.hls() && plan.hasRenditions()) {
      verified.addFirst(master(verified));
    }
    return List.copyOf(verified);
  }

  /** The playlists by rendition, all of whose files are there, aligned over all sizes. */
  private Map<String, MediaPlaylist> playlists(List<PlannedOutput> planned) {
    Map<String, MediaPlaylist> playlists = new HashMap<>();
    List<Double> aligned = List.of();
    for (PlannedOutput output : planned) {
      if (output instanceof HlsRendition hls) {
        MediaPlaylist playlist = playlist(hls.name());
        if (hls.size() != null && !aligned.isEmpty() && !aligned.equals(playlist.durations())) {
          throw broken(hls.name(), "its segments are not aligned with those of the other sizes");
        }
        aligned = hls.size() != null ? playlist.durations() : aligned;
        playlists.put(hls.name(), playlist);
      }
    }
    return playlists;
  }

  private static List<Subject> subject(PlannedOutput output) {
    return switch (output) {
      case HlsRendition hls ->
          List.of(
              new Subject(
                  OutputLayout.playlist(hls.name()), hls.size() != null, hls.size() == null));
      case Mp4File mp4 -> List.of(new Subject(mp4.file(), mp4.size() != null, mp4.sound()));
      case PlannedOutput.PosterFile _, PlannedOutput.ThumbnailSeries _ -> List.of();
    };
  }

  private VerifiedOutput hls(HlsRendition output, MediaPlaylist playlist, Decoded decoded) {
    String entry = OutputLayout.playlist(output.name());
    Path rendition = folder.resolve(output.name());
    List<String> files = new ArrayList<>(List.of(entry));
    playlist.files().forEach(name -> files.add(output.name() + "/" + name));
    long millis = Math.round(playlist.totalSeconds() * 1000);
    FrameSize size = output.size();
    if (size == null) {
      checkSound(output.name(), entry, decoded, playlist.totalSeconds());
      return new VerifiedOutput(
          output.name(),
          "HlsRendition",
          entry,
          files,
          null,
          null,
          millis,
          null,
          HlsPackage.AUDIO_CODEC);
    }
    long frames = checkPicture(output.name(), entry, decoded, playlist.totalSeconds());
    Mp4Header header = header(output.name(), rendition.resolve(playlist.header()), size);
    return new VerifiedOutput(
        output.name(),
        "HlsRendition",
        entry,
        files,
        size.width(),
        size.height(),
        millis,
        frames,
        header.videoCodec());
  }

  private VerifiedOutput mp4(Mp4File output, Decoded decoded) {
    checkPresent(output.name(), folder.resolve(output.file()));
    FrameSize size = output.size();
    if (size == null) {
      double seconds = soundSeconds(output.file(), decoded);
      return new VerifiedOutput(
          output.name(),
          "Audio",
          output.file(),
          List.of(output.file()),
          null,
          null,
          Math.round(seconds * 1000),
          null,
          HlsPackage.AUDIO_CODEC);
    }
    Mp4Header header = header(output.name(), folder.resolve(output.file()), size);
    if (!header.indexFirst()) {
      throw broken(output.name(), "its index stands behind its media");
    }
    double seconds = source.spanSeconds() + source.frameSeconds(0.04);
    long frames = checkPicture(output.name(), output.file(), decoded, seconds);
    return new VerifiedOutput(
        output.name(),
        "Mp4",
        output.file(),
        List.of(output.file()),
        size.width(),
        size.height(),
        Math.round(seconds * 1000),
        frames,
        output.sound() ? header.videoCodec() + "," + HlsPackage.AUDIO_CODEC : header.videoCodec());
  }

  private VerifiedOutput master(List<VerifiedOutput> verified) {
    checkPresent("master", folder.resolve(OutputLayout.MASTER));
    Long longest =
        verified.stream()
            .map(VerifiedOutput::durationMillis)
            .filter(Objects::nonNull)
            .max(Long::compare)
            .orElse(null);
    return new VerifiedOutput(
        "master",
        "HlsMaster",
        OutputLayout.MASTER,
        List.of(OutputLayout.MASTER),
        null,
        null,
        longest,
        null,
        null);
  }

  /** Every frame of the source is there, at its time, and the promised duration is that of them. */
  private long checkPicture(String name, String file, Decoded decoded, double promised) {
    Timeline timeline = decoded.pictures().getOrDefault(file, new Timeline(0, 0, 0, 0));
    if (timeline.frames() != source.frames()) {
      throw broken(
          name,
          "it holds %d of the source's %d frames".formatted(timeline.frames(), source.frames()));
    }
    double frame = source.frameSeconds(promised);
    double tolerance = Math.max(frame, source.longestGapSeconds()) + 0.001;
    if (Math.abs(timeline.spanSeconds() - source.spanSeconds()) > tolerance) {
      throw broken(
          name,
          "its frames span %.3f s, those of the source %.3f s"
              .formatted(timeline.spanSeconds(), source.spanSeconds()));
    }
    if (Math.abs(promised - source.spanSeconds() - frame) > tolerance) {
      throw broken(
          name,
          "its playlist names %.3f s, its frames last %.3f s"
              .formatted(promised, source.spanSeconds() + frame));
    }
    return timeline.frames();
  }

  private void checkSound(String name, String file, Decoded decoded, double promised) {
    double seconds = soundSeconds(file, decoded);
    double tolerance = 3 * AAC_FRAME_SAMPLES / sampleRate();
    if (Math.abs(promised - seconds) > tolerance) {
      throw broken(
          name, "its playlist names %.3f s, its sound lasts %.3f s".formatted(promised, seconds));
    }
  }

  private double soundSeconds(String file, Decoded decoded) {
    long samples = decoded.soundSamples().getOrDefault(file, 0L);
    if (samples == 0) {
      throw broken(file, "it holds no sound");
    }
    return (double) samples / sampleRate();
  }

  private int sampleRate() {
    Sound sound = plan.audio();
    return sound == null ? 48_000 : sound.sampleRate();
  }

  private MediaPlaylist playlist(String name) {
    try {
      MediaPlaylist playlist = MediaPlaylist.read(folder.resolve(OutputLayout.playlist(name)));
      if (playlist.durations().stream().anyMatch(s -> Math.round(s) > playlist.targetSeconds())) {
        throw new IOException("a segment is longer than its playlist promises");
      }
      playlist.files().forEach(file -> checkPresent(name, folder.resolve(name).resolve(file)));
      return playlist;
    } catch (IOException e) {
      throw broken(name, e.getMessage());
    }
  }

  private static Mp4Header header(String name, Path file, FrameSize size) {
    try {
      Mp4Header header = Mp4Header.read(file);
      if (header.width() != size.width() || header.height() != size.height()) {
        throw new IOException(
            "it is %d x %d, not %s".formatted(header.width(), header.height(), size));
      }
      return header;
    } catch (IOException e) {
      throw broken(name, e.getMessage());
    }
  }

  private static void checkPresent(String name, Path file) {
    if (file.toFile().length() == 0) {
      throw broken(name, file.getFileName() + " is missing or empty");
    }
  }

  static WorkerFailure broken(String name, @Nullable String why) {
    return new WorkerFailure(
        ExitCode.VERIFICATION_FAILED, "The output %s is not whole: %s.".formatted(name, why));
  }
}
