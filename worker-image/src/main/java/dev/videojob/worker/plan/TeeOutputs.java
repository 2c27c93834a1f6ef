package dev.videojob.worker.plan;

import dev.videojob.worker.plan.EncodingPlan.Rung;
import java.util.ArrayList;
import java.util.List;

/** Writes the outputs of the tee muxer: which package takes which encoded streams. */
final class TeeOutputs {
  private TeeOutputs() {}

  static String of(EncodingPlan plan, String outputs) {
    List<String> targets = new ArrayList<>();
    boolean sound = plan.audio() != null;
    for (int i = 0; i < plan.rungs().size(); i++) {
      Rung rung = plan.rungs().get(i);
      if (plan.hls()) {
        targets.add(hls(plan, outputs + "/" + rung.name(), "v:" + i));
      }
      if (plan.mp4()) {
        String streams = sound ? "v:" + i + ",a:0" : "v:" + i;
        targets.add(mp4(outputs + "/" + OutputLayout.mp4(rung.name()), streams));
      }
    }
    if (sound && plan.hls()) {
      targets.add(hls(plan, outputs + "/" + OutputLayout.AUDIO, "a:0"));
    }
    if (sound && plan.mp4() && plan.rungs().isEmpty()) {
      targets.add(mp4(outputs + "/" + OutputLayout.AUDIO_FILE, "a:0"));
    }
    return String.join("|", targets);
  }

  /**
   * One HLS rendition. Times are not made non-negative: they would be shifted by the reordering
   * delay of each encoder, and picture and sound would drift apart by the difference.
   */
  private static String hls(EncodingPlan plan, String folder, String streams) {
    int seconds = plan.video() == null ? 4 : plan.video().segmentSeconds();
    return "["
        + String.join(
            ":",
            "f=hls",
            "select=\\'" + streams + "\\'",
            "avoid_negative_ts=disabled",
            "hls_time=" + seconds,
            "hls_playlist_type=vod",
            "hls_segment_type=fmp4",
            "hls_flags=independent_segments",
            "start_number=1",
            "hls_fmp4_init_filename=" + OutputLayout.INIT,
            "hls_segment_filename=" + folder + "/" + OutputLayout.SEGMENTS)
        + "]"
        + folder
        + "/"
        + OutputLayout.PLAYLIST;
  }

  private static String mp4(String file, String streams) {
    return "[f=mp4:select=\\'" + streams + "\\':movflags=+faststart]" + file;
  }
}
