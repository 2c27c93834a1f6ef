package dev.videojob.worker.packaging;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code moov} box of an MP4 that we made says.
 *
 * @param videoCodec codec of the picture as RFC 6381 has it
 * @param width pixels, 0 without picture
 * @param height pixels, 0 without picture
 * @param indexFirst whether the index stands before the media
 */
public record Mp4Header(@Nullable String videoCodec, int width, int height, boolean indexFirst) {
  private static final int SAMPLE_ENTRY_WIDTH = 28;

  /**
   * Reads it.
   *
   * @throws IOException when there is no {@code moov} box
   */
  public static Mp4Header read(Path file) throws IOException {
    try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
      boolean mediaSeen = false;
      long position = 0;
      while (position + 8 <= input.length()) {
        input.seek(position);
        long size = Integer.toUnsignedLong(input.readInt());
        String type = fourLetters(input);
        long content = position + 8;
        if (size == 1) {
          size = input.readLong();
          content += 8;
        }
        if (type.equals("moov")) {
          byte[] moov = new byte[Math.toIntExact(position + size - content)];
          input.seek(content);
          input.readFully(moov);
          return of(moov, !mediaSeen);
        }
        mediaSeen |= type.equals("mdat");
        position += Math.max(8, size);
      }
    }
    throw new IOException("it has no index");
  }

  private static String fourLetters(RandomAccessFile input) throws IOException {
    byte[] letters = new byte[4];
    input.readFully(letters);
    return new String(letters, StandardCharsets.ISO_8859_1);
  }

  private static Mp4Header of(byte[] moov, boolean indexFirst) {
    int entry = find(moov, "avc1", 0);
    int configuration = entry < 0 ? -1 : find(moov, "avcC", entry);
    if (configuration < 0) {
      return new Mp4Header(null, 0, 0, indexFirst);
    }
    ByteBuffer bytes = ByteBuffer.wrap(moov);
    String codec =
        "avc1.%02x%02x%02x"
            .formatted(moov[configuration + 5], moov[configuration + 6], moov[configuration + 7]);
    return new Mp4Header(
        codec,
        bytes.getShort(entry + SAMPLE_ENTRY_WIDTH),
        bytes.getShort(entry + SAMPLE_ENTRY_WIDTH + 2),
        indexFirst);
  }

  private static int find(byte[] bytes, String name, int from) {
    byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = from; i + 8 < bytes.length; i++) {
      if (bytes[i] == wanted[0]
          && bytes[i + 1] == wanted[1]
          && bytes[i + 2] == wanted[2]
          && bytes[i + 3] == wanted[3]) {
        return i;
      }
    }
    return -1;
  }
}
