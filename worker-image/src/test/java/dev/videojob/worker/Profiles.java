package dev.videojob.worker;

import dev.videojob.api.v1alpha1.TranscodeProfileSpec;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Audio;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.InputLimits;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Packaging;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Poster;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Preset;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Rung;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.Video;
import dev.videojob.api.v1alpha1.TranscodeProfileSpec.VideoCodec;
import java.util.List;

/** Profiles that are quick to make. */
final class Profiles {
  static final Audio STEREO = new Audio(TranscodeProfileSpec.AudioCodec.AAC, 64, 2);

  private Profiles() {}

  /** Rungs of these short sides with sound and a poster, key frames every second. */
  static TranscodeProfileSpec ladder(List<Integer> shortSides, Packaging... packaging) {
    List<Rung> rungs =
        shortSides.stream().map(side -> new Rung(side + "p", side, 30, 1000)).toList();
    return new TranscodeProfileSpec(
        new Video(VideoCodec.H264, Preset.ULTRAFAST, 1, rungs),
        STEREO,
        List.of(packaging),
        new Poster(50, 240),
        null,
        InputLimits.DEFAULT);
  }
}
