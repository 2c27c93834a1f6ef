package dev.videojob.images;

import dev.videojob.images.program.Program;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One image that was built.
 *
 * @param program what it runs
 * @param builder what built it, and can push it
 * @param tar its file
 * @param trained whether its last layer is an ahead-of-time cache
 */
record BuiltImage(Program program, ImageBuilder builder, ImageTar tar, boolean trained) {

  /** The layer of the ahead-of-time cache. */
  Optional<ImageTar.Stored> cache() {
    return trained ? Optional.of(tar.layers().getLast()) : Optional.empty();
  }

  /**
   * What is too large, in sentences. The bound holds for what a node pulls, and for what lies on
   * its disk without the cache: the cache trades disk for a start in half the time, and can be left
   * out.
   */
  List<String> excess() {
    long unpacked =
        tar.uncompressedBytes() - cache().map(ImageTar.Stored::uncompressedBytes).orElse(0L);
    return java.util.stream.Stream.of(
            excess("compressed", tar.compressedBytes()),
            excess("unpacked, without its ahead-of-time cache,", unpacked))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> excess(String what, long bytes) {
    return bytes <= program.limit()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s for %s is too large: %s %.1f MB, more than %d MB.",
                tar.name(),
                tar.platform(),
                what,
                bytes / 1e6,
                program.limit() / 1_000_000));
  }
}
