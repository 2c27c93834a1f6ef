package dev.videojob.worker.plan;

import dev.videojob.worker.plan.EncodingPlan.Rung;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a plan makes and that a person would name. */
public sealed interface PlannedOutput {
  /** Name inside the profile, such as {@code 720p}. */
  String name();

  /**
   * A media playlist with its segments.
   *
   * @param name name and folder
   * @param size frame size; absent for sound
   */
  record HlsRendition(String name, @Nullable FrameSize size) implements PlannedOutput {}

  /**
   * A progressive file.
   *
   * @param name name of the rendition
   * @param file file name
   * @param size frame size; absent for sound
   * @param sound whether it holds sound
   */
  record Mp4File(String name, String file, @Nullable FrameSize size, boolean sound)
      implements PlannedOutput {}

  /**
   * The still.
   *
   * @param size frame size
   */
  record PosterFile(FrameSize size) implements PlannedOutput {
    @Override
    public String name() {
      return "poster";
    }
  }

  /**
   * The stills.
   *
   * @param size frame size
   */
  record ThumbnailSeries(FrameSize size) implements PlannedOutput {
    @Override
    public String name() {
      return OutputLayout.THUMBNAILS;
    }
  }

  /** What {@code plan} makes: renditions from the largest, the sound, the stills. */
  static List<PlannedOutput> of(EncodingPlan plan) {
    List<PlannedOutput> outputs = new ArrayList<>();
    boolean sound = plan.audio() != null;
    for (Rung rung : plan.rungs()) {
      if (plan.hls()) {
        outputs.add(new HlsRendition(rung.name(), rung.size()));
      }
      if (plan.mp4()) {
        String file = OutputLayout.mp4(rung.name());
        outputs.add(new Mp4File(rung.name(), file, rung.size(), sound));
      }
    }
    if (sound && plan.hls()) {
      outputs.add(new HlsRendition(OutputLayout.AUDIO, null));
    }
    if (sound && plan.mp4() && plan.rungs().isEmpty()) {
      outputs.add(new Mp4File(OutputLayout.AUDIO, OutputLayout.AUDIO_FILE, null, true));
    }
    if (plan.poster() != null) {
      outputs.add(new PosterFile(plan.poster().size()));
    }
    if (plan.thumbnails() != null) {
      outputs.add(new ThumbnailSeries(plan.thumbnails().size()));
    }
    return List.copyOf(outputs);
  }
}
