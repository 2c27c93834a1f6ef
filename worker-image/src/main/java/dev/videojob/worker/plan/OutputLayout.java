package dev.videojob.worker.plan;

/**
 * Names of the outputs under their destination; stable, because players and pages are written
 * against them.
 *
 * <pre>
 * master.m3u8               HLS: the playlist that a player opens
 * RUNG/index.m3u8           HLS: playlist of one size
 * RUNG/init.mp4             HLS: its header
 * RUNG/seg-00001.m4s …      HLS: its segments
 * audio/…                   HLS: the same for the sound, which all sizes share
 * RUNG.mp4                  progressive MP4 of one size, with sound
 * audio.m4a                 the sound alone, when the profile makes no picture
 * poster.jpg                the still
 * thumbnails/00001.jpg …    the stills, one every interval
 * manifest.json             what is there, written last
 * </pre>
 */
public final class OutputLayout {
  public static final String MASTER = "master.m3u8";
  public static final String PLAYLIST = "index.m3u8";
  public static final String INIT = "init.mp4";
  public static final String SEGMENTS = "seg-%05d.m4s";
  public static final String AUDIO = "audio";
  public static final String AUDIO_FILE = "audio.m4a";
  public static final String POSTER = "poster.jpg";
  public static final String THUMBNAILS = "thumbnails";
  public static final String MANIFEST = "manifest.json";

  /** Folder for attempt-scoped temporary keys. */
  public static final String TEMPORARY = ".videojob";

  private OutputLayout() {}

  /** Playlist of the rendition {@code name}. */
  public static String playlist(String name) {
    return name + "/" + PLAYLIST;
  }

  /** Progressive MP4 of the rendition {@code name}. */
  public static String mp4(String name) {
    return name + ".mp4";
  }
}
