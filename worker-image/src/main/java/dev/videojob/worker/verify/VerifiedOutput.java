package dev.videojob.worker.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An output that was found whole.
 *
 * @param name name inside the profile
 * @param type HlsMaster, HlsRendition, Mp4, Audio, Poster or Thumbnails
 * @param entry the file that a player opens, relative to the folder of outputs
 * @param files all its files
 * @param width pixels
 * @param height pixels
 * @param durationMillis duration
 * @param frames frames, counted by decoding
 * @param codecs codecs as RFC 6381 has them
 */
public record VerifiedOutput(
    String name,
    String type,
    String entry,
    List<String> files,
    @Nullable Integer width,
    @Nullable Integer height,
    @Nullable Long durationMillis,
    @Nullable Long frames,
    @Nullable String codecs) {

  public VerifiedOutput {
    files = List.copyOf(files);
  }
}
