package dev.videojob.worker.verify;

import dev.videojob.worker.plan.FrameSize;
import dev.videojob.worker.plan.OutputLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Verifies stills: each a JPEG with its beginning and its end. */
final class Stills {
  private static final int START_OF_IMAGE = 0xFFD8;
  private static final int END_OF_IMAGE = 0xFFD9;

  private Stills() {}

  static VerifiedOutput poster(Path folder, FrameSize size) {
    check(OutputLayout.POSTER, folder.resolve(OutputLayout.POSTER));
    return new VerifiedOutput(
        "poster",
        "Poster",
        OutputLayout.POSTER,
        List.of(OutputLayout.POSTER),
        size.width(),
        size.height(),
        null,
        null,
        null);
  }

  static VerifiedOutput thumbnails(Path folder, FrameSize size) {
    List<String> files;
    try (Stream<Path> found = Files.list(folder.resolve(OutputLayout.THUMBNAILS))) {
      files = found.map(file -> folder.relativize(file).toString()).sorted().toList();
    } catch (IOException e) {
      throw OutputVerifier.broken(OutputLayout.THUMBNAILS, e.getMessage());
    }
    if (files.isEmpty()) {
      throw OutputVerifier.broken(OutputLayout.THUMBNAILS, "there is none");
    }
    files.forEach(file -> check(file, folder.resolve(file)));
    return new VerifiedOutput(
        OutputLayout.THUMBNAILS,
        "Thumbnails",
        files.getFirst(),
        files,
        size.width(),
        size.height(),
        null,
        (long) files.size(),
        null);
  }

  private static void check(String name, Path file) {
    try (RandomAccessFile jpeg = new RandomAccessFile(file.toFile(), "r")) {
      int start = jpeg.readUnsignedShort();
      jpeg.seek(jpeg.length() - 2);
      if (start != START_OF_IMAGE || jpeg.readUnsignedShort() != END_OF_IMAGE) {
        throw new IOException("it is not a whole JPEG");
      }
    } catch (IOException e) {
      throw OutputVerifier.broken(name, e.getMessage());
    }
  }
}
