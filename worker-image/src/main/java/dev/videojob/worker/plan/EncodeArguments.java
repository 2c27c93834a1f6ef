package dev.videojob.worker.plan;

import dev.videojob.worker.plan.EncodingPlan.Picture;
import dev.videojob.worker.plan.EncodingPlan.Rung;
import dev.videojob.worker.plan.EncodingPlan.Sound;
import dev.videojob.worker.probe.InputPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns a plan into the arguments of one ffmpeg that makes everything from one decode; pure. Each
 * rung and the sound are encoded once and handed by the tee muxer to every package that takes them.
 * The sound is an HLS rendition of its own: it is stored and fetched once, whatever the size that a
 * player switches to.
 *
 * <p>The last output copies the source's packets to a checksum per packet on standard output. It
 * tells how far the source was read, and it ties ffmpeg's life to the worker's: when the worker is
 * gone the pipe is closed and ffmpeg stops.
 */
public final class EncodeArguments {
  private final EncodingPlan plan;
  private final int maxPixels;
  private final List<String> arguments = new ArrayList<>();

  private EncodeArguments(EncodingPlan plan, int maxPixels) {
    this.plan = plan;
    this.maxPixels = maxPixels;
  }

  /**
   * The arguments, for a process in the folder that holds {@code source} and {@code outputs}.
   *
   * @param source name of the source
   * @param outputs name of the folder for outputs; its sub-folders exist
   * @param timeline name of the file that takes the time of every frame of the largest rung
   * @param maxPixels most pixels of a frame that is decoded
   */
  public static List<String> of(
      EncodingPlan plan, String source, String outputs, String timeline, int maxPixels) {
    return new EncodeArguments(plan, maxPixels).write(source, outputs, timeline);
  }

  private List<String> write(String source, String outputs, String timeline) {
    add("-nostdin", "-hide_banner", "-loglevel", "repeat+level+warning", "-y");
    add("-progress", "pipe:1", "-stats_period", "0.5");
    add("-filter_complex_threads", threads(), "-filter_threads", threads());
    add("-threads", threads());
    arguments.addAll(InputPolicy.options(maxPixels));
    add("-i", source);
    Picture picture = plan.video();
    if (picture != null) {
      add("-filter_complex", FilterGraph.write(plan, picture));
    }
    addRenditions(outputs, timeline);
    addStills(outputs);
    addLifeline();
    return List.copyOf(arguments);
  }

  private void addRenditions(String outputs, String timeline) {
    if (!plan.hasRenditions()) {
      return;
    }
    for (int i = 0; i < plan.rungs().size(); i++) {
      add("-map", FilterGraph.rungPad(i));
    }
    Sound sound = plan.audio();
    if (sound != null) {
      add("-map", "0:" + sound.streamIndex());
    }
    add("-map_metadata", "-1", "-map_chapters", "-1", "-flags", "+cgop+global_header");
    Picture picture = plan.video();
    if (!plan.rungs().isEmpty() && picture != null) {
      addVideoEncoders(picture, timeline);
    }
    if (sound != null) {
      addAudioEncoder(sound);
    }
    add("-f", "tee", TeeOutputs.of(plan, outputs));
  }

  private void addVideoEncoders(Picture picture, String timeline) {
    add("-fps_mode", "passthrough", "-c:v", "libx264", "-profile:v", "high");
    add("-preset", picture.preset().name().toLowerCase(Locale.ROOT));
    add("-threads", threads(), "-sc_threshold", "0");
    add("-force_key_frames", "expr:gte(t,n_forced*" + picture.segmentSeconds() + ")");
    add("-g", Integer.toString(longestGroup(picture)));
    for (int i = 0; i < plan.rungs().size(); i++) {
      Rung rung = plan.rungs().get(i);
      add("-crf:v:" + i, Integer.toString(rung.crf()));
      add("-maxrate:v:" + i, rung.maxBitrateKbps() + "k");
      add("-bufsize:v:" + i, 2 * rung.maxBitrateKbps() + "k");
    }
    add("-stats_enc_pre:v:0", timeline, "-stats_enc_pre_fmt:v:0", "{t}");
  }

  /** Key frames are forced in time; the encoder must not add its own in between. */
  private static int longestGroup(Picture picture) {
    double rate = picture.frameRate() > 0 ? picture.frameRate() : 60;
    return (int) Math.max(250, Math.ceil(2 * rate * picture.segmentSeconds()));
  }

  /** Sound starts with the picture's clock and its gaps are filled, so that both stay together. */
  private void addAudioEncoder(Sound sound) {
    add("-c:a", "aac", "-b:a", sound.bitrateKbps() + "k");
    add("-ac", Integer.toString(sound.channels()), "-ar", Integer.toString(sound.sampleRate()));
    add("-af", "aresample=async=1:first_pts=0");
  }

  private void addStills(String outputs) {
    if (plan.poster() != null) {
      add("-map", FilterGraph.POSTER_PAD, "-fps_mode", "passthrough", "-c:v", "mjpeg");
      add("-q:v", "3", "-frames:v", "2", "-f", "image2", "-update", "1");
      add(outputs + "/" + OutputLayout.POSTER);
    }
    if (plan.thumbnails() != null) {
      add("-map", FilterGraph.THUMBNAILS_PAD, "-fps_mode", "passthrough", "-c:v", "mjpeg");
      add("-q:v", "4", "-f", "image2", outputs + "/" + OutputLayout.THUMBNAILS + "/%05d.jpg");
    }
  }

  private void addLifeline() {
    Picture picture = plan.video();
    Sound sound = plan.audio();
    int stream = picture != null ? picture.streamIndex() : sound != null ? sound.streamIndex() : 0;
    add("-map", "0:" + stream, "-c", "copy", "-f", "framecrc", "-flush_packets", "1", "pipe:1");
  }

  private String threads() {
    return Integer.toString(plan.threads());
  }

  private void add(String... more) {
    arguments.addAll(List.of(more));
  }
}
