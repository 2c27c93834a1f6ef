package dev.videojob.images;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The images that were built, as a table. */
final class ImageTable {
  private static final String ROW = "%-38s %-12s %-71s %10s %9s %9s  %s%n";

  private ImageTable() {}

  static void print(List<BuiltImage> images, PrintWriter out) {
    out.printf(ROW, "IMAGE", "PLATFORM", "DIGEST", "COMPRESSED", "UNPACKED", "OF IT AOT", "FILE");
    for (BuiltImage image : images) {
      ImageTar tar = image.tar();
      out.printf(
          ROW,
          tar.name(),
          tar.platform(),
          tar.digest(),
          megabytes(tar.compressedBytes()),
          megabytes(tar.uncompressedBytes()),
          image.cache().map(cache -> megabytes(cache.uncompressedBytes())).orElse("-"),
          shortest(tar.file()));
    }
    out.flush();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static Path shortest(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file) : file;
  }
}
